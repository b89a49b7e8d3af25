"""The baseline: bare DuckDB on the same files, `python -m benchmarks.bare <step> <plan> <out>`.

The plan (see plan.py) holds paths and SQL, so that only DuckDB is imported here, and lxml for a
SEN2 return. Nothing is checked: there are no receipts or reasons for a bad row, and one bad cell
ends the step. The only hash is that of the placement which a ledger line may name, as in the
pipeline.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

Plan = dict[str, Any]
SCHEMAS = ("marts", "ops")


def nothing(_: Plan, __: Path) -> None:
    """Start Python and import DuckDB; the figures of all other steps include this."""


def transactions(plan: Plan, out: Path) -> None:
    """Convert the ledger lines from CSV to Parquet (zstd) with plain casts, in one statement.

    It adds the keyed hash (HMAC-SHA256) of what a line's reference may name. To find the different
    ones first, and hash each once, takes as long.
    """
    files = [file for file in plan["files"] if file["dataset"] == "transactions"]
    with duckdb.connect() as connection:
        for number, file in enumerate(files):
            target = out / f"{file['dataset']}.{number}.parquet"
            select = f"select *, {KEY} as key from ({_typed(file)})"
            connection.execute(f"copy ({select}) to '{target}' {PARQUET}")


def other_files(plan: Plan, out: Path) -> None:
    """Convert the other files with plain casts; identifiers stay, names are left out."""
    _files(plan, out, lambda file: bool(file["dataset"] != "transactions"))


def returns(plan: Plan, out: Path) -> None:
    """Parse every SEN2 return as a stream and read each person's text; no rows are written."""
    from lxml import etree  # type: ignore[import-untyped]

    persons = 0
    for path in plan["returns"]:
        for _, person in etree.iterparse(path, tag="{*}Person"):
            persons += 1
            for element in person.iter():
                element.text  # noqa: B018
            person.clear()
            while person.getprevious() is not None:
                del person.getparent()[0]
    (out / "persons.csv").write_text(f"{persons}\n", encoding="utf-8")


def checks(plan: Plan, out: Path) -> None:
    """Count what the checks of ledger lines look for, in one query; see ledger_batch.py."""
    with duckdb.connect() as connection:
        for path in plan["batches"]:
            connection.execute(BATCH.format(path=path))
            faults = connection.execute(INVALID).fetchone()
            (out / "faults.json").write_text(json.dumps(faults), encoding="utf-8")


def models(plan: Plan, out: Path) -> None:
    """Run the models' SQL as dbt ran it, over the pipeline's raw files, into a new DuckDB file.

    Seeds are copied from the pipeline's warehouse (a few hundred rows).
    """
    with _fresh(plan, out / "models") as connection:
        _run_models(plan, connection)


def models_and_tests(plan: Plan, out: Path) -> None:
    """Run the models' SQL and count the rows of each data test's SQL, as a night does."""
    with _fresh(plan, out) as connection:
        _run_models(plan, connection)
        for statement in plan["tests"]:
            connection.execute(f"select count(*) from ({statement})").fetchall()


def marts(plan: Plan, out: Path) -> None:
    """Run the SQL of some marts in turn, over a copy of the pipeline's warehouse in `out`.

    The seconds of each are written to marts.json.
    """
    seconds = {}
    with duckdb.connect(str(out / "warehouse.duckdb")) as connection:
        for name, statement in plan["marts"].items():
            began = time.perf_counter()
            connection.execute(f"create or replace table {name} as {statement}")
            seconds[name] = time.perf_counter() - began
    (out / "marts.json").write_text(json.dumps(seconds), encoding="utf-8")


def copy(plan: Plan, out: Path) -> None:
    """Copy the marts, without an order of rows, to one DuckDB file and a Parquet file each."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{plan['warehouse']}' as warehouse (read_only)")
        connection.execute(f"attach '{out / 'send.duckdb'}' as snapshot")
        for schema in SCHEMAS:
            connection.execute(f"create schema snapshot.{schema}")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name = 'warehouse' and schema_name in ('marts', 'ops')"
        ).fetchall()
        for schema, table in tables:
            name = f"{schema}.{table}"
            connection.execute(f"create table snapshot.{name} as from warehouse.{name}")
            target = out / f"{name}.parquet"
            connection.execute(f"copy snapshot.{name} to '{target}' {PARQUET}")


INNER, OUTER = (f"unhex('{mark * 64}')" for mark in ("36", "5c"))  # of any key
NAMED = "split_part(reference, '/', 1)"
KEY = f"left(sha256({OUTER} || unhex(sha256({INNER} || encode('placement:' || {NAMED})))), 32)"
PARQUET = "(format parquet, compression zstd)"

BATCH = "create view batch as from read_parquet('{path}')"
INVALID = """
    with counted as (
        select count(*) as lines,
            count(case when period not between 1 and 14 then 1 end) as periods,
            count(case when posting_date not between '2000-01-01' and '2026-11-20' then 1 end)
                as dates,
            count(case when try_cast(right(financial_year, 2) as integer) is distinct from
                (try_cast(left(financial_year, 4) as integer) + 1) % 100 then 1 end) as years,
            count(case when regexp_full_match(cost_centre, '(?i).*\\btotals?\\W*')
                or regexp_full_match(subjective, '(?i).*\\btotals?\\W*') then 1 end) as totals,
            count(case when period between 1 and 12 and posting_date < make_date(
                try_cast(left(financial_year, 4) as integer)
                + case when period > 11 then 1 else 0 end,
                period % 12 + 1, 1) then 1 end) as ahead
        from batch
    ),
    repeated as (
        select count(*) as keys from (
            select 1 from batch group by journal_id, line_number having count(*) > 1
        )
    )
    from counted cross join repeated
"""


def _files(plan: Plan, out: Path, wanted: Callable[[dict[str, Any]], bool]) -> None:
    with duckdb.connect() as connection:
        for number, file in enumerate(filter(wanted, plan["files"])):
            target = out / f"{file['dataset']}.{number}.parquet"
            connection.execute(f"copy ({_typed(file)}) to '{target}' {PARQUET}")


def _typed(file: dict[str, Any]) -> str:
    """Return the SQL that reads a CSV; `types` gives each header's type, null to drop it."""
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in file["types"])
    casts = ", ".join(
        f'cast("{n}" as {kind}) as "{n}"' for n, kind in file["types"].items() if kind
    )
    return (
        f"select {casts} from read_csv('{file['path']}', auto_detect = false, header = true, "
        f"delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}})"
    )


def _fresh(plan: Plan, folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a new database with the seeds; dbt's SQL needs it to be named warehouse as well."""
    folder.mkdir(exist_ok=True)
    connection = duckdb.connect(str(folder / "warehouse.duckdb"))
    connection.execute(f"attach '{plan['warehouse']}' as built (read_only)")
    for schema in plan["schemas"]:
        connection.execute(f'create schema "{schema}"')
    for seed in plan["seeds"]:
        connection.execute(f"create table {seed} as from built.{seed}")
    return connection


def _run_models(plan: Plan, connection: duckdb.DuckDBPyConnection) -> None:
    for statement in plan["models"]:
        connection.execute(statement)


STEPS = {
    each.__name__: each
    for each in (
        nothing,
        transactions,
        other_files,
        returns,
        checks,
        models,
        models_and_tests,
        marts,
        copy,
    )
}

if __name__ == "__main__":
    STEPS[sys.argv[1]](json.loads(Path(sys.argv[2]).read_text("utf-8")), Path(sys.argv[3]))
