"""Publications of one large table to Postgres while four clients read without pause, beside bare
ADBC: the same rows, deleted and appended in one transaction, with nobody reading.

A client reads the table in two statements of one transaction, by psycopg, SQLAlchemy or ADBC, or in
one statement by psql. All rows of a publication have one number. A read with two numbers is mixed;
one without rows is empty.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import postgres_server
from benchmarks.postgres_server import PASSWORD, Server
from benchmarks.report import aligned, number
from publish import outputs, snapshot
from publish.postgres import publication

CLIENTS = ("psql", "psycopg", "sqlalchemy", "adbc")
OF_EACH_KIND = 5  # counts, amounts and texts, beside five other columns


def measured(scratch: Path, rows: int, publications: int, runs: int) -> tuple[dict[str, Any], str]:
    """Publish a table of 20 columns again and again; return the figures, and a table of them."""
    home = scratch / "home"
    (home / "settings").mkdir(parents=True)
    os.environ["SEND_POSTGRES_PASSWORD"] = PASSWORD
    with postgres_server.running() as server:
        create = f"create role send_publisher login createrole password '{PASSWORD}'"
        server.psql("postgres", create, "create database send owner send_publisher")
        server.psql("postgres", f"create role reader login password '{PASSWORD}'")
        settings = (
            f"url: {server.url('send', 'send_publisher', None)}\n"
            'logins: {reader: {audiences: ["finance"], authorities: all}}\n'
        )
        (home / "settings" / "postgres.yml").write_text(settings)
        # In turn, so that a busy hour of the machine meets both; the first of each is not counted.
        pairs = [(_publish(home, rows, at), _bare(server, home)) for at in range(runs + 1)]
        alone, bare = (list(times) for times in zip(*pairs[1:], strict=True))
        began, memory = time.monotonic(), [server.memory()]
        with _reading(server, scratch) as reads:
            beside = []
            for at in range(publications):
                beside.append(_publish(home, rows, runs + 1 + at))
                memory.append(server.memory())
        seconds = time.monotonic() - began
    figures = {
        "seconds": {"bare": bare, "publication": alone, "publication_while_read": beside},
        "ratio": statistics.median(alone) / statistics.median(bare),
        "reads": reads,
        "seconds_of_reading": seconds,
        "most_memory_of_the_server_mb": max(memory),
    }
    return figures, _table(rows, figures)


def _publish(home: Path, rows: int, at: int) -> float:
    """Write the files of a publication, then time its way into Postgres; return the seconds."""
    (home / "warehouse.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("create schema marts; create schema ops")
        db.execute(f"create table marts.large as {_rows(rows, at)}")
        db.execute(
            """
            create table ops.data_dictionary as
            select schema_name, table_name, 'finance' as audience, cast(null as varchar)
                as disclosure, 'Large.' as table_description, column_index as column_order,
                column_name, data_type, 'About it.' as column_description, true as is_required,
                case column_name when 'la_code' then 1 when 'id' then 2 end as key_order
            from duckdb_columns() where schema_name = 'marts';
            insert into ops.data_dictionary values ('ops', 'data_dictionary', 'open', 'reference',
                'Columns.', 1, 'schema_name', 'varchar', null, true, null)
            """
        )
    snapshot.publish(home, date(2026, 11, 20), set(), [outputs.TABLES, outputs.AUDIENCES])
    began = time.monotonic()
    publication.publish(home)
    return time.monotonic() - began


def _rows(rows: int, at: int) -> str:
    numbered = ", ".join(
        f"cast(i * {n} % 99991 as bigint) as count_{n}, "
        f"cast(i * {n} % 9999991 / 100 as decimal(18, 2)) as amount_{n}, "
        f"'text ' || i * {n} % 1009 as text_{n}"
        for n in range(1, OF_EACH_KIND + 1)
    )
    return (
        "select case when i % 2 = 0 then '990' else '991' end as la_code, cast(i as bigint) as id, "
        f"cast({at} as integer) as publication, "
        f"date '2020-01-01' + cast(i % 2000 as integer) as on_day, i % 3 = 0 as flag, "
        f"{numbered} from range({rows}) t (i)"
    )


def _bare(server: Server, home: Path) -> float:
    """Replace the rows of the same table by ADBC alone; return the seconds, with the connection
    and VACUUM ANALYZE, as the publication has them."""
    from adbc_driver_postgresql import dbapi

    path = (home / "published" / "send.duckdb").resolve()
    began = time.monotonic()
    with (
        duckdb.connect(str(path), read_only=True) as source,
        dbapi.connect(server.url("send")) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("delete from marts.large")
        rows = source.execute("from marts.large").to_arrow_reader(100_000)
        cursor.adbc_ingest("large", rows, mode="append", db_schema_name="marts")
        connection.commit()
        connection.adbc_connection.set_autocommit(True)
        cursor.execute("vacuum (analyze) marts.large")
    return time.monotonic() - began


@contextmanager
def _reading(server: Server, scratch: Path) -> Iterator[dict[str, dict[str, int]]]:
    """Let the clients read until the end of the block; then the counts of each are there."""
    stop, counts = scratch / "stop", dict[str, dict[str, int]]()
    url = server.url("send", "reader")
    clients = {
        client: subprocess.Popen(
            [sys.executable, "-m", "benchmarks.postgres_reader", client, url, stop, server.bin],
            stdout=subprocess.PIPE,
            text=True,
        )
        for client in CLIENTS
    }
    yield counts
    stop.touch()
    for client, process in clients.items():
        printed, _ = process.communicate(timeout=600)
        names = ("reads", "publications seen", "mixed", "empty", "errors")
        counts[client] = dict(zip(names, map(int, printed.split()), strict=True))


def _table(rows: int, figures: dict[str, Any]) -> str:
    times = [
        (name.replace("_", " "), str(len(taken)), number(statistics.median(taken), 2),
         number(max(taken) - min(taken), 2))
        for name, taken in figures["seconds"].items()
    ]  # fmt: skip
    reads = [(client, *map(str, counts.values())) for client, counts in figures["reads"].items()]
    head = ("client", "reads", "publications seen", "mixed", "empty", "errors")
    return "\n".join(
        [
            f"{rows:,} rows x 20 columns to Postgres; ratio to bare ADBC "
            f"{number(figures['ratio'], 2)}",
            aligned(("way", "times", "median s", "(spread)"), times),
            aligned(head, reads),
            "most memory of the server after a publication, while it is read: "
            f"{figures['most_memory_of_the_server_mb']} MB",
        ]
    )
