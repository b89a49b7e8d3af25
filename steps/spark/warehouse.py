"""The warehouse file of a build on Spark: a view for each table, over its Parquet files.

The tests of the project, gate 2 and the publication read it as they read a warehouse that DuckDB
has built.
"""

import os
from pathlib import Path

import duckdb

from publish.sql import literal, quoted
from steps.reporting import StepFailed


def write(warehouse: Path, tables: Path) -> None:
    """Replace the warehouse by views over the tables that Spark has built in a folder, which has a
    folder for each schema and in it one for each table.

    Raises StepFailed where the folder has no tables: this machine may not see the cluster's disk.
    """
    found = sorted(path for path in tables.glob("*.db/*") if any(path.glob("*.parquet")))
    if not found:
        raise StepFailed(
            f"Spark has built the marts, but {tables} has no Parquet file of them. The cluster "
            "must write to a folder that this machine reads under the same path: set "
            "SEND_SPARK_TABLES to spark.sql.warehouse.dir of the cluster."
        )
    draft = warehouse.with_suffix(".part")
    draft.unlink(missing_ok=True)
    with duckdb.connect(str(draft)) as db:
        for table in found:
            schema = quoted(table.parent.stem)
            db.execute(f"create schema if not exists {schema}")
            db.execute(
                f"create view {schema}.{quoted(table.name)} as "
                f"select * from read_parquet({literal(table / '*.parquet')})"
            )
    # A build on DuckDB would add to histories; without the mark it begins anew.
    warehouse.with_suffix(".history").unlink(missing_ok=True)
    os.replace(draft, warehouse)
