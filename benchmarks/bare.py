"""The floor: DuckDB alone on the same files, `python -m benchmarks.bare <step> <plan> <out>`.

The plan (see plan.py) holds paths and SQL, so that nothing but DuckDB (for a return, lxml) is
imported here. Nothing is
checked: no hash, no receipt, no pseudonym, no reason for a bad row; one bad cell stops it.
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
    """Python's start and the import of DuckDB, which every figure below holds too."""


def transactions(plan: Plan, out: Path) -> None:
    """The ledger lines: CSV as text → plain casts → Parquet (zstd), in one SQL statement."""
    _files(plan, out, lambda file: bool(file["dataset"] == "transactions"))


def other_files(plan: Plan, out: Path) -> None:
    """The same for each of the other files; people's identifiers stay as they came, names go."""
    _files(plan, out, lambda file: bool(file["dataset"] != "transactions"))


def returns(plan: Plan, out: Path) -> None:
    """Every SEN2 return parsed as a stream, each person's text looked at and let go; no row is
    written."""
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


def models(plan: Plan, out: Path) -> None:
    """The models' SQL as dbt ran it, over the pipeline's raw files, into a fresh DuckDB file.

    Seeds are copied from the pipeline's warehouse (a few hundred rows).
    """
    with _fresh(plan, out / "models") as connection:
        _run_models(plan, connection)


def models_and_tests(plan: Plan, out: Path) -> None:
    """The same, then each data test's SQL, counted; unit tests are no part of a night."""
    with _fresh(plan, out) as connection:
        _run_models(plan, connection)
        for statement in plan["tests"]:
            connection.execute(f"select count(*) from ({statement})").fetchall()


def marts(plan: Plan, out: Path) -> None:
    """Some marts' SQL one after the other, over a copy of the pipeline's warehouse in `out`; the
    seconds of each are left in marts.json."""
    seconds = {}
    with duckdb.connect(str(out / "warehouse.duckdb")) as connection:
        for name, statement in plan["marts"].items():
            began = time.perf_counter()
            connection.execute(f"create or replace table {name} as {statement}")
            seconds[name] = time.perf_counter() - began
    (out / "marts.json").write_text(json.dumps(seconds), encoding="utf-8")


def copy(plan: Plan, out: Path) -> None:
    """The marts, in no order, as one DuckDB file and one Parquet file each."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{plan['warehouse']}' as warehouse (read_only)")
        connection.execute(f"attach '{out / 'marts.duckdb'}' as snapshot")
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


PARQUET = "(format parquet, compression zstd)"


def _files(plan: Plan, out: Path, wanted: Callable[[dict[str, Any]], bool]) -> None:
    with duckdb.connect() as connection:
        for number, file in enumerate(filter(wanted, plan["files"])):
            target = out / f"{file['dataset']}.{number}.parquet"
            connection.execute(f"copy ({_typed(file)}) to '{target}' {PARQUET}")


def _typed(file: dict[str, Any]) -> str:
    """`types` gives each header's SQL type, null where the column ends at the door."""
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in file["types"])
    casts = ", ".join(
        f'cast("{n}" as {kind}) as "{n}"' for n, kind in file["types"].items() if kind
    )
    return (
        f"select {casts} from read_csv('{file['path']}', auto_detect = false, header = true, "
        f"delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}})"
    )


def _fresh(plan: Plan, folder: Path) -> duckdb.DuckDBPyConnection:
    """dbt names the file's tables in full, so this one has to be called warehouse too."""
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
        models,
        models_and_tests,
        marts,
        copy,
    )
}

if __name__ == "__main__":
    STEPS[sys.argv[1]](json.loads(Path(sys.argv[2]).read_text("utf-8")), Path(sys.argv[3]))
