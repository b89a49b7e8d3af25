"""Both sides must have done the same work: `python -m benchmarks.same <plan> <out>`; not measured.

Compares the ledger lines column by column (those of the contract), the other files and returns by
their number of rows, and every mart whole: as much of these as the steps have made. Ends with 1 and
a sentence where they differ.
"""

import json
import sys
from pathlib import Path

import duckdb

from benchmarks.bare import SCHEMAS, Plan
from steps.reporting import home

HIDES = "reference"  # holds keys of placements: only whether there is one can be compared
FIGURES = "education-health-and-care-plans"  # raw keeps it turned: one row a figure


def differences(plan: Plan, out: Path, pipeline: Path) -> list[str]:
    with duckdb.connect() as connection:
        pairs = _files(plan, out, pipeline) | _returns(plan, out, pipeline)
        if (out / "warehouse.duckdb").exists():
            connection.execute(f"attach '{plan['warehouse']}' as ours (read_only)")
            connection.execute(f"attach '{out / 'warehouse.duckdb'}' as bare (read_only)")
            pairs |= _marts(connection)
        return [name for name, (ours, bare) in pairs.items() if _differ(connection, ours, bare)]


def _files(plan: Plan, out: Path, pipeline: Path) -> dict[str, tuple[str, str]]:
    pairs = {}
    for file in plan["files"]:
        name = file["dataset"]
        if name == FIGURES or not any(out.glob(f"{name}.*.parquet")):
            continue
        listed = "count(*)"
        if name == "transactions":
            kept = (column for column, kind in file["types"].items() if kind)
            listed = ", ".join(f'"{each}"' + " is null" * (each == HIDES) for each in kept)
        ours = f"read_parquet('{pipeline}/raw/*/{name}/*/*.parquet', union_by_name = true)"
        bare = f"read_parquet('{out}/{name}.*.parquet')"
        pairs[name] = (f"select {listed} from {ours}", f"select {listed} from {bare}")
    return pairs


def _returns(plan: Plan, out: Path, pipeline: Path) -> dict[str, tuple[str, str]]:
    if not plan["returns"]:
        return {}
    ours = f"read_parquet('{pipeline}/raw/dfe_census/sen2_person/*/*.parquet')"
    bare = f"read_csv('{out}/persons.csv', header = false)"
    return {"persons": (f"select count(*) from {ours}", f"from {bare}")}


def _marts(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    schemas = ", ".join(f"'{schema}'" for schema in SCHEMAS)
    tables = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() "
        f"where database_name = 'ours' and schema_name in ({schemas})"
    ).fetchall()
    return {name: (f"from ours.{name}", f"from bare.{name}") for (name,) in tables}


def _differ(connection: duckdb.DuckDBPyConnection, ours: str, bare: str) -> bool:
    """Whether two queries give other rows, in whatever order: by the sum of the rows' hashes, which
    takes no memory."""
    found = [
        connection.execute(f"select count(*), sum(hash(told)) from ({query}) as told").fetchone()
        for query in (ours, bare)
    ]
    return found[0] != found[1]


def main(plan: Path, out: Path) -> None:
    differ = differences(json.loads(plan.read_text("utf-8")), out, home())
    if differ:
        raise SystemExit(f"pipeline and bare DuckDB made different rows of: {', '.join(differ)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
