"""`send spark`: the marts on Apache Spark, compared with those of the warehouse."""

from datetime import date
from typing import Annotated

import typer

from commands.options import day_option
from steps import dates, lock
from steps.dbt import warehouse as warehouse_file
from steps.reporting import StepFailed, count, home
from steps.spark import build, cluster


def spark(
    day: Annotated[
        date | None, day_option("--date", "Reporting date. Default: the published one.")
    ] = None,
    connect: Annotated[
        bool, typer.Option("--connect", help="Connect by Spark Connect, not the thrift server.")
    ] = False,
) -> int:
    """Build the marts on Spark and compare them with DuckDB's.

    It starts a master, two workers and a driver on this machine and ends them afterwards;
    `make spark` installs them. The marts stay as Parquet in $SEND_HOME/spark/tables. Nothing is
    published from them: `SEND_ENGINE=spark send night` does that. Exit code 0: the marts are equal;
    1: a table differs; 2: the command could not run.
    """
    from steps.spark import comparison

    folder = home()
    warehouse = folder / "warehouse.duckdb"
    if not warehouse.exists():
        raise StepFailed(f"There is no warehouse in {folder} yet: run send night first.")
    if warehouse_file.is_of_spark(warehouse):
        raise StepFailed(
            f"{warehouse} was built on Spark, so there is nothing to compare with. Run send night "
            "without SEND_ENGINE first."
        )
    as_at = day.isoformat() if day else dates.published_or_latest()
    with lock.alone(folder), cluster.running(folder / "spark", connect) as running:
        typer.echo(f"Building on Spark as at {as_at} …")
        built = build.build(folder, as_at, running)
        compared = comparison.compare(warehouse, built)
    differing = [table for table in compared if table.differences]
    for table in differing:
        typer.echo(f"{table.schema}.{table.table}: {'; '.join(table.differences)}", err=True)
    equal = [table for table in compared if not table.differences]
    values = sum(table.values for table in equal)
    typer.echo(
        f"{count(len(equal), 'table')} with {count(values, 'value')} are equal; "
        f"{count(len(differing), 'table')} differ."
    )
    return 1 if differing else 0
