"""Copies authority 990 to many authorities: `python -m benchmarks.multiply <count>`.

The raw files and receipts of 990 in $SEND_HOME are written once for each authority, with its
la_code in the column la_code and in every key and load id. Not measured.
"""

import sys
from pathlib import Path

import duckdb

from steps.reporting import home

MODEL = "990"
LOAD_IDS = ("_load_id", "load_id", "superseded_by")


def authorities(root: Path, count: int) -> None:
    """Replace the raw files and receipts by those of `count` authorities."""
    receipts = root / "receipts" / "receipts.parquet"
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")  # the files are too small for more threads
        codes = [str(100 + number) for number in range(count)]
        for file in sorted(root.glob(f"raw/*/*/{MODEL}/*.parquet")):
            connection.execute(f"create or replace temp table facts as from '{file}'")
            for code in codes:
                date, _, load_id = file.name.partition("__")
                target = file.parent.parent / code / f"{date}__{code}{load_id}"
                target.parent.mkdir(exist_ok=True)
                connection.execute(f"copy ({_of(connection, 'facts', code)}) to '{target}'")
            file.unlink()
        connection.execute(f"create or replace temp table model_receipts as from '{receipts}'")
        wanted = " union all ".join(
            f"({_of(connection, 'model_receipts', code)} where la_code = '{MODEL}')"
            for code in codes
        )
        connection.execute(f"copy ({wanted}) to '{receipts}'")


def _of(connection: duckdb.DuckDBPyConnection, table: str, code: str) -> str:
    described = connection.execute(f"describe {table}").fetchall()
    return f"select {', '.join(_column(name, code) for name, *_ in described)} from {table}"


def _column(name: str, code: str) -> str:
    if name == "la_code":
        return f"'{code}' as la_code"
    if name == "supersedes_group":
        return f"replace({name}, '{MODEL}', '{code}') as {name}"
    if name in LOAD_IDS or name.endswith("_key"):
        return f"'{code}' || {name} as {name}"
    return name


if __name__ == "__main__":
    authorities(home(), int(sys.argv[1]))
