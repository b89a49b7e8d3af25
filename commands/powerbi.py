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
    dbt = str(Path(sys.executable).with_name("dbt"))
    environment = process.environment(home(), str(dates.today()))
    parsed = subprocess.run(
        [dbt, "--quiet", "parse"], env=environment, cwd=process.PROJECT, check=False
    )
    if parsed.returncode:
        raise StepFailed(f"dbt wrote no metrics: see {home() / 'dbt' / 'logs' / 'dbt.log'}")
    manifest = home() / "dbt" / "target" / "semantic_manifest.json"
    try:
        typer.echo(project.write(home(), audience, manifest))
    except PublishError as reason:
        raise StepFailed(str(reason)) from None
    return 0
