"""`send workbook`: the month's Excel workbook for finance, from what is published."""

from datetime import date
from typing import Annotated

import typer

from commands.options import day_option, la_option
from steps.reporting import StepFailed, home


def workbook(
    la: Annotated[str, la_option("The authority.")],
    day: Annotated[
        date | None,
        day_option(
            "--date",
            "The workbook is of the last period that ended by this date. Default: the published "
            "date.",
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a workbook of that month that differs.")
    ] = False,
) -> int:
    """Write the month's Excel workbook for finance.

    It holds what is published and nothing else, and it is written to $SEND_HOME/workbooks.
    """
    from publish.errors import PublishError
    from publish.sheets import workbook

    try:
        typer.echo(workbook.write(home(), la, day, replace))
    except PublishError as reason:
        raise StepFailed(str(reason)) from None
    return 0
