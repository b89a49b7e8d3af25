"""`send retain`: show or delete the files that are past their retention period.

Without --apply nothing is deleted, because only a person knows whether something is under audit or
before the tribunal.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from commands.airflow import configuration
from commands.night import runner
from commands.options import day_option
from steps import lock
from steps.deletion import erasure, retention
from steps.reporting import count, home


def retain(
    day: Annotated[
        date, day_option("--date", "The day on which the retention periods are tested.")
    ],
    apply: Annotated[bool, typer.Option("--apply", help="Delete, then run the night.")] = False,
) -> int:
    """Show, or delete, files past their retention period.

    The retention period is the contract's keep_days. --apply deletes the files and runs the night.
    """
    configuration.configure(home())
    if apply:
        with lock.alone(home()):
            _print(retention.delete_expired(day), day)
            code = runner.run()
            erasure.delete_earlier_publications()
            return code
    expired = retention.expired(day)
    _print(expired, day)
    if expired:
        typer.echo(f"Nothing was deleted. To delete them: send retain --date {day} --apply")
    return 0


def _print(expired: Sequence[retention.Expired], day: date) -> None:
    for each in expired:
        files = count(each.files, "file")
        typer.echo(f"  {each.la_code} {each.dataset}: {files}, {each.first} to {each.last}")
    total = count(sum(each.files for each in expired), "file")
    typer.echo(f"{total} past the retention period on {day}")
