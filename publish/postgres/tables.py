"""The tables in Postgres: created as the contracts have them, and changed where a contract gained
something. What can't be changed without harm to readers is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publish.errors import PublishError
from publish.postgres.connection import Database
from publish.postgres.contract import Table
from publish.sql import literal, quoted

SCHEMAS = ("marts", "ops")
OWN = {"marts.publications", "ops.postgres_logins", "ops.withheld_authorities"}
COLUMNS = """
    select n.nspname || '.' || c.relname, a.attname::text, format_type(a.atttypid, a.atttypmod),
        col_description(c.oid, a.attnum)
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname in ('marts', 'ops') and c.relkind = 'r'
    order by 1, a.attnum
"""
DESCRIPTIONS = """
    select n.nspname || '.' || c.relname, obj_description(c.oid, 'pg_class')
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('marts', 'ops') and c.relkind = 'r'
"""
KEYS = """
    select n.nspname || '.' || c.relname, k.conname::text,
        array_agg(a.attname::text order by array_position(k.conkey, a.attnum)), k.contype = 'p'
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = any(k.conkey)
    where n.nspname in ('marts', 'ops') and k.contype in ('p', 'u')
    group by 1, 2, 4
"""
NO_LONGER_PUBLISHED = "No longer published, and empty. Drop it when nothing uses it."


@dataclass(frozen=True)
class Key:
    """A key in Postgres: its constraint, its columns, and whether none of them is ever empty."""

    constraint: str
    columns: tuple[str, ...]
    is_primary: bool


@dataclass(frozen=True)
class Existing:
    """The tables of the database, by `schema.table`: types and descriptions of their columns, their
    own descriptions, their keys."""

    types: Mapping[str, Mapping[str, str]]
    about_columns: Mapping[str, Mapping[str, str | None]]
    about: Mapping[str, str | None]
    keys: Mapping[str, Sequence[Key]]


def read(db: Database) -> Existing:
    """The tables that earlier publications left."""
    types: dict[str, dict[str, str]] = {name: {} for name, _ in db.rows(DESCRIPTIONS)}
    about_columns: dict[str, dict[str, str | None]] = {name: {} for name in types}
    for table, column, data_type, about in db.rows(COLUMNS):
        types[table][column] = data_type
        about_columns[table][column] = about
    keys: dict[str, list[Key]] = {}
    for table, constraint, columns, is_primary in db.rows(KEYS):
        keys.setdefault(table, []).append(Key(constraint, tuple(columns), is_primary))
    return Existing(types, about_columns, dict(db.rows(DESCRIPTIONS)), keys)


def prepare(db: Database, wanted: Sequence[Table], existing: Existing) -> list[str]:
    """Create the missing tables and columns; return a line for each.

    Raises PublishError with every column that has another type, or is no longer published: readers'
    queries would break, so such a change is a new table beside the old one.
    """
    refused = [line for table in wanted for line in _differences(table, existing)]
    if refused:
        raise PublishError(
            "\n".join(
                [
                    "The tables of Postgres can't take what is published:",
                    *refused,
                    "Nothing was changed there. Publish the new shape under another name, beside "
                    "the old table (docs/read-in-postgres.md, Changes of tables).",
                ]
            )
        )
    made = []
    for table in wanted:
        there = existing.types.get(table.full_name)
        if there is None:
            db.run(_create(table))
            made.append(f"new table {table.full_name}")
            continue
        for column in table.columns:
            if column.name not in there:
                name = f"{table.full_name}.{column.name}"
                db.run(
                    f"alter table {sql_name(table)} add column {quoted(column.name)} "
                    f"{column.data_type}"
                )
                made.append(f"new column {name}")
        for key in _outdated(table, existing):
            db.run(f"alter table {sql_name(table)} drop constraint {quoted(key.constraint)}")
    return made


def finish(db: Database, wanted: Sequence[Table], existing: Existing) -> None:
    """Add the keys that are missing, once the rows are in, and the descriptions that changed."""
    for table in wanted:
        keys = existing.keys.get(table.full_name, [])
        if table.key and (not keys or _outdated(table, existing)):
            db.run(f"alter table {sql_name(table)} add {_key(table)}")
        if existing.about.get(table.full_name) != table.description:
            db.run(f"comment on table {sql_name(table)} is {literal(table.description)}")
        about = existing.about_columns.get(table.full_name, {})
        for column in table.columns:
            if column.description != about.get(column.name):
                text = literal(column.description) if column.description else "null"
                db.run(f"comment on column {sql_name(table)}.{quoted(column.name)} is {text}")


def empty_others(db: Database, wanted: Sequence[Table], existing: Existing) -> list[str]:
    """Empty the tables that are no longer published: what they hold must not outlive an erasure.
    Return their names."""
    published = {table.full_name for table in wanted} | OWN
    gone = [name for name in existing.types if name not in published]
    for name in gone:
        target = ".".join(map(quoted, name.split(".")))
        db.run(f"delete from {target}")
        if existing.about.get(name) != NO_LONGER_PUBLISHED:
            db.run(f"comment on table {target} is {literal(NO_LONGER_PUBLISHED)}")
    return gone


def sql_name(table: Table) -> str:
    return f"{quoted(table.schema)}.{quoted(table.name)}"


def _create(table: Table) -> str:
    columns = ", ".join(f"{quoted(each.name)} {each.data_type}" for each in table.columns)
    return f"create table {sql_name(table)} ({columns})"


def _key(table: Table) -> str:
    columns = ", ".join(map(quoted, table.key))
    kind = "primary key" if table.is_key_required else "unique nulls not distinct"
    return f"constraint {quoted(table.name + '_key')} {kind} ({columns})"


def _outdated(table: Table, existing: Existing) -> list[Key]:
    expected = (table.key, table.is_key_required)
    keys = existing.keys.get(table.full_name, [])
    return [key for key in keys if (key.columns, key.is_primary) != expected]


def _differences(table: Table, existing: Existing) -> list[str]:
    there = existing.types.get(table.full_name, {})
    published = {column.name: column.data_type for column in table.columns}
    found = []
    for column, data_type in there.items():
        name = f"  {table.full_name}.{column}"
        if column not in published:
            found.append(f"{name} is no longer published")
        elif published[column] != data_type:
            found.append(f"{name} is {data_type} there and {published[column]} in the contract")
    return found
