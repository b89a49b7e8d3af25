"""`send as-known`: the marts for another date, as they were known on another night, in a folder of
their own.

A figure for 30 June has two answers: what was known on that night (--date alone), and what is known
of that day since, with corrections and late entries (--date and --known).
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from commands.airflow import configuration
from commands.options import day_option
from steps import closing, dates, expected_files, lock, reporting, settings
from steps.dbt import build as dbt_build
from steps.dbt import warehouse as warehouse_file
from steps.reporting import StepFailed


def as_known(
    day: Annotated[date, day_option("--date", "Reporting date.")],
    known: Annotated[
        date | None,
        day_option("--known", "Knowledge date: the night whose files count. Default: --date."),
    ] = None,
) -> int:
    """Build the marts of another date, in a folder apart.

    What is published stays as it is. The rows of an authority that fails its own tests are left
    out; the exit code is then 1.
    """
    built = build(day, known or day)
    typer.echo(f"Published in {built.folder}")
    for line in built.left_out:
        typer.echo(line)
    return 1 if built.left_out else 0


@dataclass(frozen=True)
class BuiltAside:
    """The publication of another date, and a line for each authority that it leaves out."""

    folder: Path
    left_out: tuple[str, ...]


def build(as_at: date, known_on: date) -> BuiltAside:
    """Build the marts in a copy of the warehouse and publish them.

    Raises StepFailed where as_at lies after known_on, known_on is not a night of this home, there
    is no warehouse yet, or a model failed, or a test that is not about one authority.
    """
    home = reporting.home()
    if as_at > known_on:
        raise StepFailed(f"{as_at} can't be known on {known_on}: give a later night.")
    if not all((home / f"warehouse.{each}").exists() for each in ("duckdb", "history")):
        raise StepFailed(f"There is no warehouse in {home} yet: run send night first.")
    dates.check_night(str(known_on))
    configuration.configure(home)
    folder = home / "as_known" / f"{as_at}__{known_on}"
    folder.mkdir(parents=True, exist_ok=True)
    warehouse = folder / "warehouse.duckdb"
    with lock.alone(home):
        warehouse_file.copy(home / "warehouse.duckdb", warehouse)
        left_out = _publish(home, folder, as_at, known_on)
    warehouse.unlink()
    warehouse.with_suffix(".history").unlink()
    return BuiltAside(folder / "published", left_out)


def _publish(home: Path, folder: Path, as_at: date, known_on: date) -> tuple[str, ...]:
    from publish import outputs, snapshot

    warehouse = folder / "warehouse.duckdb"
    expected_files.write(str(as_at))
    closing.write_closes()
    settings.write_tables()
    dbt_build.build(home, str(as_at), str(known_on), warehouse)
    held_back = set(dbt_build.held_back(home, warehouse))
    # Rows of a publication that the same command made before must not stand for theirs.
    snapshot.publish(folder, as_at, held_back, outputs.BUILT_ASIDE, keeps_earlier=False)
    return tuple(_left_out(home, warehouse, la_code) for la_code in sorted(held_back))


def _left_out(home: Path, warehouse: Path, la_code: str) -> str:
    rows = dbt_build.failing_rows_of(home, la_code, warehouse)
    reason = " | ".join(rows) or "The build fails with its rows."
    return f"{la_code} is held back, and its rows are left out: {reason}"
