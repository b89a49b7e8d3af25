"""`send night`, `send replay` and `send backfill`: run the DAGs and publish."""

from datetime import date
from typing import Annotated

import typer

from commands.night import runner
from commands.options import Night, ReloadAuthority, ReloadDataset, day_option
from ingest.reload_request import ReloadRequest
from steps.sources import SETTLE_SECONDS

First = Annotated[date | None, day_option("--from", "First business date. Default: any.")]
Last = Annotated[date | None, day_option("--to", "Last business date. Default: any.")]
Settle = Annotated[
    float,
    typer.Option(
        min=0,
        metavar="SECONDS",
        help="Take a file without .done or control file if it has been unchanged for so long.",
    ),
]


def night(day: Night = None, settle: Settle = SETTLE_SECONDS) -> int:
    """Load what has arrived; build, test and publish the marts.

    Exit code 0: all well; 1: something was rejected or held back, the rest is published; 2: the
    night could not run, or nothing has been published yet.
    """
    return runner.run(day, settle_seconds=settle)


def replay(
    la: ReloadAuthority = None,
    dataset: ReloadDataset = None,
    first: First = None,
    last: Last = None,
    day: Night = None,
) -> int:
    """Load again, in a night, the files with rejects.

    These are the rejected files and those with quarantined rows. They are loaded from the bytes
    that were kept, for example after a contract was corrected.
    """
    return _reload(ReloadRequest(la, dataset, first, last, with_rejects_only=True), day)


def backfill(
    first: Annotated[date, day_option("--from", "First business date.")],
    last: Annotated[date, day_option("--to", "Last business date.")],
    la: ReloadAuthority = None,
    dataset: ReloadDataset = None,
    day: Night = None,
) -> int:
    """Load again, in a night, all files of some dates.

    The dates are business dates, both included. The files are loaded from the bytes that were kept.
    """
    return _reload(ReloadRequest(la, dataset, first, last), day)


def _reload(chosen: ReloadRequest, day: date | None) -> int:
    return runner.run(day, chosen)
