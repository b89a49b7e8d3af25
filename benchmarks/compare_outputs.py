"""Checks that pipeline and bare DuckDB made the same rows; not measured.

`python -m benchmarks.compare_outputs <plan> <out>` on the pipeline's $SEND_HOME compares what the
steps have written: the contract's columns of ledger lines, the number of rows of the other files
and returns, and all rows of the marts. It ends with a message and exit code 1 where they differ.
"""

import json
import sys
from pathlib import Path

import duckdb

from benchmarks.bare import SCHEMAS, Plan
from steps.reporting import home

PSEUDONYMISED = "reference"  # holds keys of placements, so only nulls can be compared
FIGURES = (
    "education-health-and-care-plans"  # raw holds a row for each figure, the file a row for several
)


def differences(plan: Plan, out: Path, pipeline: Path) -> list[str]:
    """Return the names of the files and marts that differ."""
    with duckdb.connect() as connection:
        pairs = _files(plan, out, pipeline) | _returns(plan, out, pipeline)
        if (out / "warehouse.duckdb").exists():
            connection.execute(f"attach '{plan['warehouse']}' as pipeline (read_only)")
            connection.execute(f"attach '{out / 'warehouse.duckdb'}' as bare (read_only)")
            pairs |= _marts(connection)
        return [name for name, (built, bare) in pairs.items() if _differ(connection, built, bare)]


def _files(plan: Plan, out: Path, pipeline: Path) -> dict[str, tuple[str, str]]:
    pairs = {}
    for file in plan["files"]:
        name = file["dataset"]
        if name == FIGURES or not any(out.glob(f"{name}.*.parquet")):
            continue
        columns = "count(*)"
        if name == "transactions":
            kept = (column for column, kind in file["types"].items() if kind)
            columns = ", ".join(f'"{each}"' + " is null" * (each == PSEUDONYMISED) for each in kept)
        built = f"read_parquet('{pipeline}/raw/*/{name}/*/*.parquet', union_by_name = true)"
        bare = f"read_parquet('{out}/{name}.*.parquet')"
        pairs[name] = (f"select {columns} from {built}", f"select {columns} from {bare}")
    return pairs


def _returns(plan: Plan, out: Path, pipeline: Path) -> dict[str, tuple[str, str]]:
    if not plan["returns"]:
        return {}
    built = f"read_parquet('{pipeline}/raw/dfe_census/sen2_person/*/*.parquet')"
    bare = f"read_csv('{out}/persons.csv', header = false)"
    return {"persons": (f"select count(*) from {built}", f"from {bare}")}


def _marts(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    schemas = ", ".join(f"'{schema}'" for schema in SCHEMAS)
    tables = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() "
        f"where database_name = 'pipeline' and schema_name in ({schemas})"
    ).fetchall()
    return {name: (f"from pipeline.{name}", f"from bare.{name}") for (name,) in tables}


def _differ(connection: duckdb.DuckDBPyConnection, built: str, bare: str) -> bool:
    """Whether two queries give different rows in any order, by the sum of the rows' hashes."""
    found = [
        connection.execute(f"select count(*), sum(hash(rows)) from ({query}) as rows").fetchone()
        for query in (built, bare)
    ]
    return found[0] != found[1]


def main(plan: Path, out: Path) -> None:
    differ = differences(json.loads(plan.read_text("utf-8")), out, home())
    if differ:
        raise SystemExit(f"pipeline and bare DuckDB made different rows of: {', '.join(differ)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
