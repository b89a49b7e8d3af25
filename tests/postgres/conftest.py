"""A real Postgres server, a database of its own for each test, and a small publication."""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
import yaml

from benchmarks import postgres_server
from benchmarks.postgres_server import Server
from publish import audiences, outputs, snapshot
from publish.postgres import publication

AS_AT = date(2026, 11, 20)
PASSWORD = "of an invented login"
CONTRACTS: dict[str, tuple[str, str | None, list[str]]] = {  # audience, disclosure, key
    "marts.benchmarks": ("open", "published_by_dfe", ["la_code", "measure"]),
    "marts.open_requests_published": ("open", "audited", ["la_code", "as_at", "band"]),
    "marts.timeliness": ("figures", None, ["la_code", "period_start"]),
    "marts.fct_ehc_requests": ("cases", None, ["la_code", "request_key"]),
    "marts.fct_ledger": ("finance", None, ["la_code", "journal_id", "line_number"]),
    "ops.load_receipts": ("figures", None, []),
    "ops.data_dictionary": ("open", "reference", ["schema_name", "table_name", "column_name"]),
}
NEVER_EMPTY = {"la_code", "period_start", "request_key", "journal_id"}
TABLES = """
    create schema marts; create schema ops;
    create table marts.benchmarks (la_code varchar, measure varchar, figure decimal(18, 2));
    insert into marts.benchmarks values ('990', 'plans', 3.50), ('991', 'plans', 4);
    create table marts.open_requests_published as from (values
        ('990', date '2026-11-20', 'total', true, 52),
        ('990', date '2026-11-20', 'up_to_6_weeks', false, null),
        ('990', date '2026-11-20', 'over_20_weeks', false, null),
        ('991', date '2026-11-20', 'total', true, 52),
        ('991', date '2026-11-20', 'up_to_6_weeks', false, 49),
        ('991', date '2026-11-20', 'over_20_weeks', false, null)
    ) o (la_code, as_at, band, is_total, requests);
    create table marts.timeliness (
        la_code varchar, period_start date, completed bigint, within_time_pct decimal(9, 1),
        is_complete boolean
    );
    insert into marts.timeliness values
        ('990', '2026-10-01', 12, 33.3, true), ('990', '2026-11-01', 0, null, false),
        ('991', '2026-10-01', 7, 100.0, true);
    create table marts.fct_ehc_requests (
        la_code varchar, request_key varchar, received_date date, days_open integer
    );
    insert into marts.fct_ehc_requests values
        ('990', 'r1', '2026-02-28', 265), ('991', 'r1', '2024-02-29', null);
    create table marts.fct_ledger (
        la_code varchar, journal_id varchar, line_number integer, amount_gbp decimal(18, 2),
        description varchar, posted_at timestamp
    );
    insert into marts.fct_ledger values
        ('990', 'J1', 1, 9999999999999999.99, 'É – Ł', '2026-11-20 01:02:03'),
        ('990', 'J1', 2, -0.01, '', null), ('991', 'J1', null, 0, null, null);
    create table ops.load_receipts (la_code varchar, findings varchar[]);
    insert into ops.load_receipts values ('990', ['late', 'long']), ('991', []);
"""
numbers = itertools.count(1)


@pytest.fixture(autouse=True, scope="session")
def no_wait_for_the_disk() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgres_server.running() as started:
        started.psql(
            "postgres", f"create role send_publisher login createrole password '{PASSWORD}'"
        )
        yield started


def write_warehouse(home: Path, *changes: str, contracts: Any = None) -> None:
    """Write the warehouse with some changes, and the dictionary of its contracts."""
    contracts = CONTRACTS | (contracts or {})
    (home / "warehouse.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("begin")
        db.execute(TABLES)
        for change in changes:
            db.execute(change)
        db.execute(
            """
            create table ops.data_dictionary (
                schema_name varchar, table_name varchar, audience varchar, disclosure varchar,
                table_description varchar, column_order integer, column_name varchar,
                data_type varchar, column_description varchar, is_required boolean,
                key_order integer
            )
            """
        )
        columns = db.execute(
            "select schema_name, table_name, column_index, column_name, data_type "
            "from duckdb_columns() where schema_name in ('marts', 'ops')"
        ).fetchall()
        for schema, table, place, column, data_type in columns:
            audience, disclosure, key = contracts[f"{schema}.{table}"]
            about = f"The {column}, it's meant." if column == "completed" else None
            db.execute(
                "insert into ops.data_dictionary values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
                "$11)",
                [
                    *(schema, table, audience, disclosure, f"Rows of {table}.", place, column),
                    *(data_type, about, column in NEVER_EMPTY or table == "data_dictionary"),
                    key.index(column) + 1 if column in key else None,
                ],
            )
        db.execute("commit")


@dataclass
class Database:
    """A database of the server and a home that publishes to it."""

    server: Server
    name: str
    home: Path
    logins: dict[str, dict[str, Any]] = field(default_factory=dict)

    def url(self, user: str | None = None) -> str:
        return self.server.url(self.name, user or "postgres", PASSWORD if user else None)

    def write_settings(self) -> None:
        path = self.home / "settings" / "postgres.yml"
        path.parent.mkdir(exist_ok=True)
        url = self.server.url(self.name, "send_publisher", None)
        path.write_text(yaml.safe_dump({"url": url, "logins": self.logins}))

    def add_login(self, audiences: list[str], authorities: str | list[str] | None) -> str:
        """Create a login; None for authorities leaves it out of the settings."""
        name = f"login_{next(numbers)}"
        self.server.psql("postgres", f"create role {name} login password '{PASSWORD}'")
        if authorities is not None:
            self.logins[name] = {"audiences": audiences, "authorities": authorities}
        self.write_settings()
        return name

    def publish_files(self, *changes: str, contracts: Any = None) -> None:
        write_warehouse(self.home, *changes, contracts=contracts)
        snapshot.publish(self.home, AS_AT, set(), [outputs.TABLES, outputs.AUDIENCES])

    def publish(self, *changes: str, contracts: Any = None) -> publication.Published:
        self.publish_files(*changes, contracts=contracts)
        done = publication.publish(self.home)
        assert done
        return done

    def rows(self, query: str, user: str | None = None) -> list[tuple[Any, ...]]:
        """What a login reads; without one, the superuser."""
        url = self.url(user) if user else self.server.url(self.name)
        with psycopg.connect(url) as connection:
            return connection.execute(query).fetchall()


def _made(server: Server, home: Path) -> Database:
    """A database without anything of ours: one for each module, emptied for each test."""
    name = "send"
    if not server.psql("postgres", f"select 1 from pg_database where datname = '{name}'"):
        server.psql("postgres", f"create database {name} owner send_publisher")
    server.psql(name, "drop schema if exists marts, ops cascade")
    made = Database(server, name, home)
    made.write_settings()
    return made


@pytest.fixture
def database(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("SEND_POSTGRES_PASSWORD", PASSWORD)
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    return _made(server, tmp_path)


@dataclass(frozen=True)
class Readers:
    """A published database that tests only read, and its logins by name."""

    database: Database
    logins: dict[str, str]

    def rows(self, query: str, login: str) -> list[tuple[Any, ...]]:
        return self.database.rows(query, self.logins[login])


@pytest.fixture(scope="module")
def readers(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Readers:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SEND_POSTGRES_PASSWORD", PASSWORD)
        database = _made(server, tmp_path_factory.mktemp("home"))
        logins = {
            **{audience: database.add_login([audience], "all") for audience in audiences.SEES},
            "all of 991": database.add_login(["cases", "finance"], ["991"]),
            "figures of 990": database.add_login(["figures"], ["990"]),
            "finance of 990": database.add_login(["finance"], ["990"]),
            "unnamed": database.add_login(["figures"], None),
        }
        database.publish()
    return Readers(database, logins)
