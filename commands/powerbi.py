"""`send powerbi`: a Power BI project of what is published."""

import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands.airflow import configuration
from steps import dates
from steps.dbt import process
from steps.reporting import StepFailed, home


class Audience(StrEnum):
    """Who reads the tables."""

    OPEN = "open"
    FIGURES = "figures"
    CASES = "cases"
    FINANCE = "finance"


def powerbi(
    audience: Annotated[
        Audience, typer.Option("--audience", help="Whose tables the project has.")
    ] = Audience.FIGURES,
) -> int:
    """Write a Power BI project: tables, relations, measures.

    It is made from the contracts of the current publication and the metrics, in Power BI's text
    format, and reads Postgres.
    """
    from publish.errors import PublishError
    from publish.powerbi import project

    configuration.configure(home())
    try:
        typer.echo(project.write(home(), audience, _metrics(home())))
    except PublishError as reason:
        raise StepFailed(str(reason)) from None
    return 0


def _metrics(folder: Path) -> Path:
    """Let dbt write the metrics; return the file. It has a folder of its own: in that of the builds
    it would replace the manifest, and gate 2 would find that of another run."""
    own = folder / "dbt" / "powerbi"
    parsed = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "--quiet", "parse"],
        env=process.environment(folder, str(dates.today())) | {"DBT_TARGET_PATH": str(own)},
        cwd=process.PROJECT,
        check=False,
    )
    if parsed.returncode:
        raise StepFailed(f"dbt wrote no metrics: see {folder / 'dbt' / 'logs' / 'dbt.log'}")
    return own / "semantic_manifest.json"
