"""Who reads what in Postgres: a role for each audience, nested as the audiences' folders are, and
row-level security by authority.

A role reads the tables of its audience. Open tables may be passed on, so everybody reads all their
rows, but for those of authorities that the open folder leaves out. In all other tables a login
reads the rows of its authorities (`settings/postgres.yml`), and a login without any reads none. The
login counts, not the role that it takes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publish import audiences
from publish.errors import PublishError
from publish.postgres.connection import Database
from publish.postgres.contract import Table
from publish.postgres.tables import sql_name
from publish.sql import literal, quoted
from settings.postgres import Login

ROLES = {audience: f"send_{audience}" for audience in audiences.SEES}
INCLUDES = {
    "send_figures": "send_open",
    "send_cases": "send_figures",
    "send_finance": "send_figures",
}
OWN_AUTHORITY = """
    (select coalesce(bool_or(la_code is null), false) from ops.my_authorities)
    or la_code = any (array(select la_code from ops.my_authorities))
"""
PASSED_ON = "la_code not in (select la_code from ops.withheld_authorities)"
SET_UP = (
    "create schema if not exists marts",
    "create schema if not exists ops",
    "create table if not exists ops.postgres_logins (login text not null, la_code text)",
    "create table if not exists ops.withheld_authorities (la_code text primary key)",
    "create table if not exists marts.publications ("
    "publication_id text not null, as_at date not null, published_at timestamptz not null, "
    "table_count integer not null, row_count bigint not null, held_back text[] not null, "
    "withheld text[] not null)",
    "create view ops.my_authorities as "
    "select la_code from ops.postgres_logins where login = session_user::text",
    "comment on table ops.postgres_logins is "
    "'The authorities whose rows a login reads; null: those of all.'",
    "comment on table ops.withheld_authorities is "
    "'Authorities left out of what may be passed on, since a suppressed count could be derived.'",
    "comment on view ops.my_authorities is 'The authorities whose rows you read; null: all.'",
    "comment on table marts.publications is 'One row per publication that was written here.'",
    "comment on column marts.publications.publication_id is 'A hash of its content.'",
    "comment on column marts.publications.as_at is 'Its reporting date.'",
    "comment on column marts.publications.published_at is 'When it was written here.'",
    "comment on column marts.publications.table_count is 'Its tables.'",
    "comment on column marts.publications.row_count is 'The rows of all its tables.'",
    "comment on column marts.publications.held_back is "
    "'Authorities whose rows are those of the publication before.'",
    "comment on column marts.publications.withheld is "
    "'Authorities left out of what may be passed on.'",
)
GRANTED = """
    select n.nspname || '.' || c.relname, r.rolname::text
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join aclexplode(c.relacl) a
    join pg_roles r on r.oid = a.grantee
    where n.nspname in ('marts', 'ops') and c.relkind = 'r' and r.rolname like 'send\\_%'
        and r.rolname <> current_user
"""
POLICIES = """
    select schemaname || '.' || tablename, policyname::text, roles[1]::text
    from pg_policies where schemaname in ('marts', 'ops')
"""
MEMBERS = """
    select r.rolname::text, m.rolname::text
    from pg_auth_members g
    join pg_roles r on r.oid = g.roleid
    join pg_roles m on m.oid = g.member
    where r.rolname in ('send_open', 'send_figures', 'send_cases', 'send_finance')
        and m.rolname <> current_user
"""

Policies = frozenset[tuple[str, str]]  # name and role


@dataclass(frozen=True)
class Access:
    """The roles that may read each table (`schema.table`) now, and its policies."""

    roles: Mapping[str, frozenset[str]]
    policies: Mapping[str, Policies]

    def of_table(self, table: str) -> tuple[frozenset[str], Policies]:
        return self.roles.get(table, frozenset()), self.policies.get(table, frozenset())


def set_up(db: Database) -> None:
    """Create the roles, and the tables by which rows are limited."""
    there = {name for (name,) in db.rows("select rolname::text from pg_roles")}
    db.run(*(f"create role {role} nologin" for role in ROLES.values() if role not in there))
    [(view,)] = db.rows("select to_regclass('ops.my_authorities')::text")
    if view is None:
        db.run(*SET_UP)
    for role in ROLES.values():
        db.run(f"grant usage on schema marts, ops to {role}")
    for readable in ("marts.publications", "ops.my_authorities", "ops.withheld_authorities"):
        db.run(f"grant select on {readable} to send_open")


def read(db: Database) -> Access:
    """The access that earlier publications left."""
    roles: dict[str, set[str]] = {}
    for table, role in db.rows(GRANTED):
        roles.setdefault(table, set()).add(role)
    policies: dict[str, set[tuple[str, str]]] = {}
    for table, policy, role in db.rows(POLICIES):
        policies.setdefault(table, set()).add((policy, role))
    return Access(
        {table: frozenset(found) for table, found in roles.items()},
        {table: frozenset(found) for table, found in policies.items()},
    )


def close(db: Database, wanted: Sequence[Table], before: Access) -> list[Table]:
    """Close each table whose audience changed to every reader, with the policies of its new
    audience; return these tables. `grant` opens them when their new rows are in."""
    changed = [table for table in wanted if before.of_table(table.full_name) != _expected(table)]
    for table in changed:
        roles, policies = before.of_table(table.full_name)
        for role in sorted(roles):
            db.run(f"revoke all on {sql_name(table)} from {quoted(role)}")
        for policy, _ in sorted(policies):
            db.run(f"drop policy {policy} on {sql_name(table)}")
        expected = _expected(table)[1]
        switch = "enable" if expected else "disable"
        db.run(f"alter table {sql_name(table)} {switch} row level security")
        for policy, role in sorted(expected):
            using = PASSED_ON if policy == "passed_on" else OWN_AUTHORITY
            db.run(
                f"create policy {policy} on {sql_name(table)} for select to {role} using ({using})"
            )
    return changed


def grant(db: Database, tables: Sequence[Table]) -> None:
    """Open each table to the role of its audience."""
    for table in tables:
        db.run(f"grant select on {sql_name(table)} to {ROLES[table.audience]}")


def set_logins(db: Database, logins: Mapping[str, Login]) -> list[str]:
    """Give each login the roles and authorities of the settings, and take them from all others;
    return the logins that the database does not have.

    Raises PublishError where a login keeps a role that the settings do not give it.
    """
    there = {name for (name,) in db.rows("select rolname::text from pg_roles")}
    wanted = {(role, member) for member, role in INCLUDES.items()}
    db.run("delete from ops.postgres_logins")
    for name, login in logins.items():
        if name not in there:
            continue
        wanted |= {(ROLES[audience], name) for audience in login.audiences}
        codes = [None] if login.authorities == "all" else login.authorities
        values = ", ".join(f"({literal(name)}, {_or_null(code)})" for code in codes)
        db.run(f"insert into ops.postgres_logins values {values}")
    granted = {(role, member) for role, member in db.rows(MEMBERS)}
    for role, member in sorted(granted - wanted):
        db.run(f"revoke {role} from {quoted(member)}")
    # From the widest role inwards, so that no login has a role before its own limits.
    for role, member in sorted(wanted - granted):
        db.run(f"grant {role} to {quoted(member)}")
    if kept := {tuple(row) for row in db.rows(MEMBERS)} - wanted:
        listed = ", ".join(f"{member} has {role}" for role, member in sorted(kept))
        raise PublishError(
            f"{listed}: settings/postgres.yml does not say so, and only who granted it can revoke "
            "it. Revoke it in Postgres, or add the login to the settings."
        )
    return sorted(set(logins) - there)


def _expected(table: Table) -> tuple[frozenset[str], Policies]:
    role = ROLES[table.audience]
    if table.audience != audiences.OPEN:
        return frozenset({role}), frozenset({("own_authority", role)})
    if table.is_audited:
        inside = ("own_authority", ROLES["figures"])
        return frozenset({role}), frozenset({("passed_on", role), inside})
    return frozenset({role}), frozenset()


def _or_null(code: str | None) -> str:
    return "null" if code is None else literal(code)
