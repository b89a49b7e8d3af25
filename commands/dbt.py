"""`send dbt`: dbt under the project's settings, for whoever changes a model."""

from datetime import date
from typing import Annotated

import typer

from commands.options import day_option
from steps import dates
from steps.dbt import by_hand
from steps.reporting import StepFailed


def dbt(
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="COMMAND", help="dbt's command and its options.")
    ] = None,
    target: Annotated[
        str,
        typer.Option(metavar="TARGET", help="dev: a file of its own. prod: the warehouse."),
    ] = "dev",
    day: Annotated[
        date | None, day_option("--date", "Reporting date. Default: the published one.")
    ] = None,
) -> int:
    """Run dbt, by default in a file of its own.

    COMMAND is one of dbt's, after --. With the target dev, models are built in
    $SEND_HOME/dbt/dev/dev.duckdb, and what is not selected is read from the warehouse. With prod,
    the warehouse itself is built; nothing is published. Exit code 0: all well; 1: a model or a test
    failed; 2: the command could not run.
    """
    if not arguments:
        raise StepFailed(
            "Give dbt's command after --, such as: send dbt -- build --select lateness"
        )
    if target not in ("dev", "prod"):
        raise StepFailed(f"There is no target {target!r}. Expected dev or prod.")
    as_at = day.isoformat() if day else dates.published_or_latest()
    is_dev = target == "dev"
    return min(by_hand.run(arguments, as_at, "dev" if is_dev else "prod"), 2)
