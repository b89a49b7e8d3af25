"""`send collect`: fetches the files that the settings declare into landing."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

import typer

from commands.options import day_option, la_option
from steps import lock, reporting
from steps.reporting import StepFailed
from steps.sources import SETTLE_SECONDS

Show = Callable[[str], None]
Night = Annotated[
    date | None,
    day_option("--date", "Night that queries are run for. Default: the last one that began."),
]
Authority = Annotated[str | None, la_option("One authority. Default: all.")]
Settle = Annotated[
    float,
    typer.Option(
        min=0,
        metavar="SECONDS",
        help="Fetch a file without .done or control file if it was last written so long ago.",
    ),
]


def collect(day: Night = None, la: Authority = None, settle: Settle = SETTLE_SECONDS) -> int:
    """Fetch declared files into landing; load nothing. `settings/collect` declares them.

    Exit code 0: all well; 1: a feed was not collected; 2: the command could not run.
    """
    from commands.airflow import configuration
    from steps import collect as step

    home = reporting.home()
    declared = step.declared()
    if la not in (None, *declared) or not declared:
        raise StepFailed(
            f"Nothing is declared to be collected{f' for {la}' if la else ''}. Declare it in "
            f"{home / 'settings' / 'collect'} (docs/collect.md)."
        )
    configuration.configure(home, logging_level="WARNING", metadata=configuration.OF_THE_NIGHT)
    with lock.alone(home):
        return 0 if collect_all(day, la, settle, typer.echo) else 1


def collect_all(day: date | None, la: str | None, settle_seconds: float, show: Show) -> bool:
    """Collect what is declared, and show a line for each file and each feed that failed; return
    whether all feeds were collected."""
    from steps import collect as step

    if not step.declared():
        return True
    from dags.assets import SOURCES  # Airflow takes two seconds to be imported
    from dags.connections import connected

    night = day.isoformat() if day else step.last_night()
    all_well = True
    with _shown(show):
        for source in SOURCES:
            for each in step.authorities(source):
                if la not in (None, each):
                    continue
                try:
                    step.collect(source, each, night, settle_seconds, connected)
                except StepFailed as problem:
                    show(f"{each} · {source}: {problem}")
                    all_well = False
    return all_well


class _Lines(logging.Handler):
    def __init__(self, show: Show) -> None:
        super().__init__(logging.INFO)
        self.show = show

    def emit(self, record: logging.LogRecord) -> None:
        self.show(record.getMessage())


@contextmanager
def _shown(show: Show) -> Iterator[None]:
    """Show what the steps report, and nothing of the libraries."""
    lines, level = _Lines(show), reporting.log.level
    reporting.log.addHandler(lines)
    reporting.log.setLevel(logging.INFO)
    try:
        yield
    finally:
        reporting.log.removeHandler(lines)
        reporting.log.setLevel(level)
