"""Every role tried on every published table, in a real Postgres with the demonstration's tables.

`pytest tests/night/test_roles_in_postgres.py --basetemp tried` writes what each reads to
`tried/roles.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
import yaml
from psycopg.errors import InsufficientPrivilege

from benchmarks import postgres_server
from benchmarks.postgres_server import PASSWORD, Server
from publish import audiences
from publish.postgres import publication
from tests.questions import audiences_of_questions, queries

ONE_AUTHORITY = "finance of 990"
LOGINS = {
    **{audience: ([audience], "all") for audience in audiences.SEES},
    ONE_AUTHORITY: (["finance"], ["990"]),
}


@dataclass(frozen=True)
class Tried:
    """Table → its audience, and login → table → rows read; None where it was refused."""

    audience_of: dict[str, str]
    rows: dict[str, dict[str, int | None]]
    authorities: dict[str, set[str]]  # of the login of one authority, in tables that are not open
    answers: dict[int, list[tuple[Any, ...]]]  # of the questions, each asked by its audience


@pytest.fixture(scope="module")
def tried(demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    home = tmp_path_factory.mktemp("home")
    published = (demonstration.first.home / "published").resolve()
    (home / "published").symlink_to(published)
    with pytest.MonkeyPatch.context() as environment, postgres_server.running() as server:
        environment.setenv("SEND_POSTGRES_PASSWORD", PASSWORD)
        _set_up(server, home)
        publication.publish(home)
        with duckdb.connect(str(published / "send.duckdb"), read_only=True) as db:
            audience_of = dict(
                db.execute(
                    "select distinct schema_name || '.' || table_name, audience "
                    "from ops.data_dictionary order by 1"
                ).fetchall()
            )
        rows = {
            login: {table: _count(server, login, table) for table in audience_of}
            for login in LOGINS
        }
        guarded = [name for name, audience in audience_of.items() if audience != "open"]
        answers = {
            number: _answer(server, audiences_of_questions()[number], query)
            for number, query in queries().items()
        }
        yield Tried(audience_of, rows, _authorities(server, guarded), answers)


def _set_up(server: Server, home: Path) -> None:
    for role in ("send_publisher createrole", *(f"{_name(login)}" for login in LOGINS)):
        name, *options = role.split()
        server.psql(
            "postgres", f"create role {name} login {' '.join(options)} password '{PASSWORD}'"
        )
    server.psql("postgres", "create database send owner send_publisher")
    logins = {
        _name(login): {"audiences": reads, "authorities": of}
        for login, (reads, of) in LOGINS.items()
    }
    settings = {"url": server.url("send", "send_publisher", None), "logins": logins}
    (home / "settings").mkdir()
    (home / "settings" / "postgres.yml").write_text(yaml.safe_dump(settings))


def _name(login: str) -> str:
    return f"login_{login.replace(' ', '_')}"


def _count(server: Server, login: str, table: str) -> int | None:
    with psycopg.connect(server.url("send", _name(login))) as connection:
        try:
            found = connection.execute(f"select count(*) from {table}").fetchone()
        except InsufficientPrivilege:
            return None
    return int(found[0]) if found else 0


def _answer(server: Server, login: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(server.url("send", _name(login))) as connection:
        return connection.execute(query).fetchall()


def _authorities(server: Server, tables: list[str]) -> dict[str, set[str]]:
    """The authorities whose rows the login of one authority finds in each table that it reads."""
    found = {}
    with psycopg.connect(server.url("send", _name(ONE_AUTHORITY)), autocommit=True) as connection:
        for table in tables:
            try:
                rows = connection.execute(f"select distinct la_code from {table}").fetchall()
            except InsufficientPrivilege:
                continue
            found[table] = {code for (code,) in rows}
    return found


def test_each_role_reads_the_tables_of_its_audience_and_no_other(
    tried: Tried, tmp_path_factory: pytest.TempPathFactory
):
    for login, (reads, _) in LOGINS.items():
        allowed = {
            table for table, audience in tried.audience_of.items()
            if any(audience in audiences.SEES[each] for each in reads)
        }  # fmt: skip
        read = {table for table, rows in tried.rows[login].items() if rows is not None}
        assert read == allowed, login
    (tmp_path_factory.getbasetemp() / "roles.md").write_text(markdown(tried), encoding="utf-8")


def test_the_login_of_one_authority_finds_no_row_of_another(tried: Tried):
    assert set().union(*tried.authorities.values()) == {"990"}
    assert len(tried.authorities) > 40


@pytest.mark.parametrize("number", queries())
def test_a_question_has_the_same_answer_in_postgres_and_in_duckdb(
    tried: Tried, demonstration, number: int
):
    folder = demonstration.first.home / "published" / audiences_of_questions()[number]
    with duckdb.connect(str((folder / "send.duckdb").resolve()), read_only=True) as db:
        assert tried.answers[number] == db.execute(queries()[number]).fetchall()


def markdown(tried: Tried) -> str:
    """Tables × logins: the number of rows read, or a dash where the login was refused."""
    heads = ["table", *LOGINS]
    lines = [" | ".join(heads), " | ".join("---" for _ in heads)]
    for table in tried.audience_of:
        counts = [tried.rows[login][table] for login in LOGINS]
        lines.append(" | ".join([table, *("–" if n is None else f"{n:,}" for n in counts)]))
    return "".join(f"| {line} |\n" for line in lines)
