"""The warehouse file of a build on Spark: a view for each table, over its Parquet files.

The tests of the project, gate 2 and the publication read it as they read a warehouse that DuckDB
has built.
"""

import os
from pathlib import Path

import duckdb

from publish.sql import literal, quoted
from steps.reporting import StepFailed
from steps.spark import histories


def write(warehouse: Path, tables: Path) -> None:
    """Replace the warehouse by views over the tables that Spark has built in a folder, which has a
    folder for each schema and in it one for each table.

    Raises StepFailed where the folder has no tables: this machine may not see the cluster's disk.
    """
    queries = _queries(tables) | _queries_of_histories(tables, warehouse.parent / "raw")
    if not queries:
        raise StepFailed(
            f"Spark has built the marts, but {tables} has no Parquet file of them. The cluster "
            "must write to a folder that this machine reads under the same path: set "
            "SEND_SPARK_TABLES to spark.sql.warehouse.dir of the cluster."
        )
    draft = warehouse.with_suffix(".part")
    draft.unlink(missing_ok=True)
    with duckdb.connect(str(draft)) as db:
        for table, query in sorted(queries.items()):
            schema = quoted(table.parent.stem)
            db.execute(f"create schema if not exists {schema}")
            db.execute(f"create view {schema}.{quoted(table.name)} as {query}")
    # A build on DuckDB would add to histories; without the mark it begins anew.
    warehouse.with_suffix(".history").unlink(missing_ok=True)
    os.replace(draft, warehouse)


def _queries(tables: Path) -> dict[Path, str]:
    """A query for the folder of each table with files."""
    folders = {file.parent for file in tables.glob("*.db/*/*.parquet")}
    return {each: f"select * from read_parquet({literal(each / '*.parquet')})" for each in folders}


def _queries_of_histories(tables: Path, raw: Path) -> dict[Path, str]:
    """A query for each history; one without rows has no file, and the columns of its dataset."""
    queries = {}
    for folder in tables.glob(f"{histories.SCHEMA}/hist_*"):
        if any(folder.glob("la_code=*/*.parquet")):
            of_partitions = "hive_partitioning = true, hive_types = {'la_code': varchar}"
            files = literal(folder / "la_code=*" / "*.parquet")
            queries[folder] = f"select * from read_parquet({files}, {of_partitions})"
        else:
            source, _, dataset = folder.name.removeprefix("hist_").partition("__")
            declared = literal(raw / source / dataset / "_" / "none.parquet")
            dates = "cast(null as date) as valid_from, cast(null as date) as valid_to"
            queries[folder] = f"select *, {dates} from read_parquet({declared})"
    return queries
