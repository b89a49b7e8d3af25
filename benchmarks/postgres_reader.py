"""A client that reads a table of Postgres without pause, until a file appears.

`python -m benchmarks.postgres_reader <client> <url> <stop file> <folder of psql>` prints how many
reads there were, different publications in them, and mixed, empty and failed reads.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ONE = "select min(publication), max(publication), count(*) from marts.large"
OTHER = "select min(publication), max(publication), count(*) from marts.large where flag"
Read = Callable[[], list[Any]]  # the figures of one read: numbers of publications, counts of rows


@contextmanager
def psql(url: str, binaries: str) -> Iterator[Read]:
    def read() -> list[Any]:
        command = [f"{binaries}/psql", "-XAtq", url, "-c", ONE]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return [[None if cell == "" else int(cell) for cell in printed.strip().split("|")]]

    yield read


@contextmanager
def psycopg(url: str, _: str) -> Iterator[Read]:
    import psycopg as driver

    with driver.connect(url) as connection:
        connection.isolation_level = driver.IsolationLevel.REPEATABLE_READ

        def read() -> list[Any]:
            with connection.transaction():
                return [connection.execute(query).fetchone() for query in (ONE, OTHER)]

        yield read


@contextmanager
def sqlalchemy(url: str, _: str) -> Iterator[Read]:
    from sqlalchemy import create_engine, text

    address = url.replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(address, isolation_level="REPEATABLE READ")

    def read() -> list[Any]:
        with engine.connect() as connection:
            return [tuple(connection.execute(text(query)).one()) for query in (OTHER, ONE)]

    yield read


@contextmanager
def adbc(url: str, _: str) -> Iterator[Read]:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(url) as connection, connection.cursor() as cursor:

        def read() -> list[Any]:
            cursor.execute("set transaction isolation level repeatable read")
            found = []
            for query in (ONE, OTHER):
                cursor.execute(query)
                found.append(cursor.fetchone())
            connection.rollback()
            return found

        yield read


CLIENTS = {"psql": psql, "psycopg": psycopg, "sqlalchemy": sqlalchemy, "adbc": adbc}


def main(client: str, url: str, stop: Path, binaries: str) -> None:
    reads = mixed = empty = errors = 0
    seen = set()
    with CLIENTS[client](url, binaries) as read:
        while not stop.exists():
            reads += 1
            try:
                found = read()
            except Exception as error:
                print(error, file=sys.stderr)
                errors += 1
                continue
            numbers = {number for low, high, _ in found for number in (low, high)}
            mixed += len(numbers) > 1
            empty += any(rows == 0 for *_, rows in found)
            seen |= numbers
    print(reads, len(seen), mixed, empty, errors)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4])
