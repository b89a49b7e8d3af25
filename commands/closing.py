"""`send close` and `send reopen`: decide on a financial period, as the DAG close_period does."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from commands.airflow import configuration
from commands.options import By, day_option, la_option
from steps import closing, lock
from steps.reporting import home

Authority = Annotated[str, la_option("The authority.")]
Year = Annotated[str, typer.Option(metavar="2026-27", help="Financial year.")]
Period = Annotated[str, typer.Option(metavar="1-14", help="Period: 1 is April.")]
PublishedDate = Annotated[
    date | None, day_option("--date", "Must be the published date, if it is given.")
]


def close(la: Authority, year: Year, period: Period, by: By, day: PublishedDate = None) -> int:
    """Close a financial period as it is published.

    The periods of a year are closed in order. The next night of the published date shows the close
    in the marts.
    """
    decision = closing.CloseDecision(la, year, period, by, datetime.now(UTC), day)
    configuration.configure(home())
    with lock.alone(home()):
        typer.echo(closing.close(decision))
    return 0


def reopen(
    la: Authority,
    year: Year,
    period: Period,
    by: By,
    reason: Annotated[str, typer.Option(help="Why it is reopened, without names.")] = "",
    day: PublishedDate = None,
) -> int:
    """Reopen the latest closed period of a year."""
    decision = closing.CloseDecision(la, year, period, by, datetime.now(UTC), day)
    configuration.configure(home())
    with lock.alone(home()):
        typer.echo(closing.reopen(decision, reason))
    return 0
