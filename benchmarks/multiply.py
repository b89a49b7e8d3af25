"""Copies authority 990 to many authorities: `python -m benchmarks.multiply <count>`.

The raw files and receipts of 990 in $SEND_HOME are written once for each authority, with its
la_code in the column la_code and in every key and load id. Each authority lacks another hundredth
of the children, so that no two have the same figures. Not measured.
"""

import sys
from pathlib import Path

import duckdb

from steps.reporting import home

MODEL = "990"
LOAD_IDS = ("_load_id", "load_id", "superseded_by")
OF_CHILDREN = ("person_key", "request_key", "plan_key", "placement_key")
KEYS = f"""
    create temp table keys as
    with plans as (select distinct person_key, plan_key from '{{raw}}/plans/{MODEL}/*.parquet')
    select distinct person_key as child, person_key as key
    from '{{raw}}/persons/{MODEL}/*.parquet'
    union select person_key, request_key from '{{raw}}/requests/{MODEL}/*.parquet'
    union select person_key, plan_key from plans
    union select person_key, placement_key
    from '{{raw}}/placements/{MODEL}/*.parquet' join plans using (plan_key)
"""


def authorities(root: Path, count: int) -> None:
    """Replace the raw files and receipts by those of `count` authorities."""
    receipts = root / "receipts" / "receipts.parquet"
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")  # the files are too small for more threads
        connection.execute(KEYS.format(raw=root / "raw" / "case_system"))
        codes = [str(100 + number) for number in range(count)]
        accepted: dict[str, int] = {}
        for file in sorted(root.glob(f"raw/*/*/{MODEL}/*.parquet")):
            connection.execute(f"create or replace temp table facts as from '{file}'")
            for code in codes:
                date, _, load_id = file.name.partition("__")
                target = file.parent.parent / code / f"{date}__{code}{load_id}"
                target.parent.mkdir(exist_ok=True)
                copied = connection.execute(
                    f"copy ({_of(connection, 'facts', code)}) to '{target}'"
                ).fetchall()
                accepted[f"{code}{Path(load_id).stem}"] = copied[0][0]
            file.unlink()
        connection.execute(f"create or replace temp table model_receipts as from '{receipts}'")
        wanted = " union all ".join(
            f"({_of(connection, 'model_receipts', code)} and la_code = '{MODEL}')" for code in codes
        )
        connection.execute(f"create temp table written as {wanted}")
        connection.executemany(
            "update written set rows_accepted = $2, rows_read = rows_read - rows_accepted + $2 "
            "where load_id = $1",
            list(accepted.items()),
        )
        connection.execute(f"copy written to '{receipts}'")


def _of(connection: duckdb.DuckDBPyConnection, table: str, code: str) -> str:
    """Select a table's rows for an authority, but for those of the children that it lacks."""
    names = [name for name, *_ in connection.execute(f"describe {table}").fetchall()]
    lacking = f"select key from keys where hash(child || '{code}') % 100 = 0"
    held = [f"({key} in ({lacking})) is not true" for key in OF_CHILDREN if key in names]
    return (
        f"select {', '.join(_column(name, code) for name in names)} from {table} "
        f"where {' and '.join(held) or 'true'}"
    )


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
