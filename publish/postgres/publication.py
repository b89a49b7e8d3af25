"""Writes the current publication into Postgres: its readers see all of it, or all of the one
before.

Tables, columns, roles and logins come first, in a transaction of their own. Then one transaction
deletes and writes the rows of every table. DELETE keeps the old rows for readers that have begun,
where TRUNCATE would show them an empty table.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish import audiences
from publish.errors import PublishError
from publish.postgres import access, contract, tables
from publish.postgres.connection import Database, connect, shown
from publish.postgres.contract import Table
from publish.reader import NothingPublished
from publish.sql import literal, quoted
from settings import postgres
from settings.problem import InvalidSettings

LOCK = 5_301_640  # an advisory lock: one publication at a time in a database
PATIENCE = "30s"
BATCH = 100_000  # rows


@dataclass(frozen=True)
class Published:
    """What was written to which database, and a line for each table that changed there."""

    database: str
    publication_id: str
    tables: int
    rows: int
    changes: tuple[str, ...]


@dataclass(frozen=True)
class _Loaded:
    """The publication that is written, and the authorities that it treats apart."""

    publication_id: str
    as_at: str
    held_back: list[str]
    withheld: list[str]


def publish(home: Path) -> Published | None:
    """Write the current publication into the database of the settings; None where they have none.

    Raises PublishError: for wrong settings, for what Postgres refuses, and for logins of the
    settings that do not exist, once everything else is written.
    """
    try:
        settings = postgres.FILE.read(home)
    except InvalidSettings as wrong:
        raise PublishError("\n".join(map(str, wrong.problems))) from None
    if settings.url is None:
        return None
    with connect(settings.url) as db:
        db.run(f"set lock_timeout = '{PATIENCE}'", f"select pg_advisory_lock({LOCK})")
        published = (home / "published").resolve()  # after the lock: nothing older follows
        if not published.is_dir():
            raise NothingPublished("Nothing is published yet. Run `send night`.")
        with duckdb.connect(":memory:") as source:
            path = literal(published / "send.duckdb")
            source.execute(f"attach {path} as published (read_only)")
            wanted = contract.read(source, "published")
            done, missing = _write(db, source, wanted, audiences.withheld(published), settings)
        db.connection.adbc_connection.set_autocommit(True)
        db.run(f"vacuum (analyze) {', '.join(map(tables.sql_name, wanted))}")
    if missing:
        raise PublishError(
            f"{done.publication_id} is in Postgres, but these logins of settings/postgres.yml do "
            f"not exist there: {', '.join(missing)}. Create them, then run `send publish postgres`."
        )
    return done


def _write(
    db: Database,
    source: duckdb.DuckDBPyConnection,
    wanted: list[Table],
    withheld: list[str],
    settings: postgres.Postgres,
) -> tuple[Published, list[str]]:
    """Write tables, access and rows; return what was written, and the logins that are missing."""
    access.set_up(db)
    existing = tables.read(db)
    changes = tables.prepare(db, wanted, existing)
    changed = access.close(db, wanted, access.read(db))
    missing = access.set_logins(db, settings.logins)
    db.commit()
    loaded = _loaded(source, withheld)
    rows = sum(_load(db, source, table) for table in wanted)
    changes += [f"emptied {name}" for name in tables.empty_others(db, wanted, existing)]
    _record(db, loaded, len(wanted), rows)
    tables.finish(db, wanted, existing)
    access.grant(db, changed)
    db.commit()
    assert settings.url
    done = Published(shown(settings.url), loaded.publication_id, len(wanted), rows, tuple(changes))
    return done, missing


def _load(db: Database, source: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Replace the rows of a table; return their number."""
    db.run(f"delete from {tables.sql_name(table)}")
    columns = ", ".join(quoted(column.name) for column in table.columns)
    query = f"select {columns} from published.{tables.sql_name(table)}"
    db.append(table.schema, table.name, source.execute(query).to_arrow_reader(BATCH))
    [(rows,)] = source.execute(f"select count(*) from ({query})").fetchall()
    return int(rows)


def _loaded(source: duckdb.DuckDBPyConnection, withheld: list[str]) -> _Loaded:
    [(publication_id, as_at)] = source.execute(
        "select distinct publication_id, cast(as_at as varchar) from published.ops.publications"
    ).fetchall()
    held_back = source.execute(
        "select distinct unnest(held_back) from published.ops.publications order by 1"
    ).fetchall()
    return _Loaded(publication_id, as_at, [code for (code,) in held_back], withheld)


def _record(db: Database, loaded: _Loaded, table_count: int, rows: int) -> None:
    """Add the row of marts.publications, and set the authorities that are not passed on."""
    db.run("delete from ops.withheld_authorities")
    for la_code in loaded.withheld:
        db.run(f"insert into ops.withheld_authorities values ({literal(la_code)})")
    db.run(
        "insert into marts.publications values ("
        f"{literal(loaded.publication_id)}, date {literal(loaded.as_at)}, clock_timestamp(), "
        f"{table_count}, {rows}, {_array(loaded.held_back)}, {_array(loaded.withheld)})"
    )


def _array(texts: list[str]) -> str:
    return f"cast(array[{', '.join(map(literal, texts))}] as text[])"
