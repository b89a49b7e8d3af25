"""`send arrived`, `send missing` and `send refused`: what is published about a night's files.

They show files, counts and reasons, and never a value of a person.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from commands.options import day_option, la_option
from steps.reporting import StepFailed, home

Report = Callable[[Path, date | None, str | None], str]

Night = Annotated[date | None, day_option("--date", "Night. Default: the published one.")]
DueDate = Annotated[date | None, day_option("--date", "Date of the files. Default: all.")]
Authority = Annotated[str | None, la_option("One authority. Default: all.")]


def arrived(day: Night = None, la: Authority = None) -> int:
    """Show which files arrived, and the outcome of each."""
    from publish.oncall import operations

    return _print(operations.arrived, day, la)


def missing(day: DueDate = None, la: Authority = None) -> int:
    """Show which expected files did not arrive as expected.

    They are missing, late or rejected. Files whose name matches no dataset are listed too.
    """
    from publish.oncall import operations

    return _print(operations.missing, day, la)


def refused(day: Night = None, la: Authority = None) -> int:
    """Show what was rejected or quarantined, and why."""
    from publish.oncall import operations

    return _print(operations.rejected, day, la)


def _print(report: Report, day: date | None, la_code: str | None) -> int:
    from publish.errors import PublishError

    try:
        typer.echo(report(home(), day, la_code))
    except PublishError as reason:
        raise StepFailed(str(reason)) from None
    return 0
