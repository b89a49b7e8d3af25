"""`send docs` and `send data-docs`: documentation of the marts and of the checks as HTML."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from commands.airflow import configuration
from commands.options import day_option
from steps import dates, lock
from steps.dbt import process
from steps.reporting import StepFailed, home


def docs(
    day: Annotated[
        date | None, day_option("--date", "Reporting date of the shown queries. Default: today.")
    ] = None,
) -> int:
    """Write the data dictionary and dbt's documentation.

    The data dictionary is that of the current publication. dbt's documentation, in one file, shows
    the queries of all models and what they are built from.
    """
    from publish import dictionary_files
    from publish.errors import PublishError

    configuration.configure(home())
    typer.echo(_documentation_of_dbt(home(), day or dates.today()))
    try:
        for file in dictionary_files.write(home()):
            typer.echo(file)
    except PublishError as nothing:
        raise StepFailed(str(nothing)) from None
    return 0


def _documentation_of_dbt(folder: Path, day: date) -> Path:
    """Let dbt write its documentation; return the file. dbt opens the warehouse to write, so that a
    build can't beside it. It has a folder of its own: in that of the builds it would replace the
    results that gate 2 reads."""
    own = folder / "dbt" / "docs"
    with lock.alone(folder):
        run = subprocess.run(
            [Path(sys.executable).with_name("dbt"), "--quiet", "docs", "generate", "--static"],
            env=process.environment(folder, str(day)) | {"DBT_TARGET_PATH": str(own)},
            cwd=process.PROJECT,
            check=False,
            pass_fds=lock.descriptors(folder),
        )
    if run.returncode:
        raise StepFailed(f"dbt wrote no documentation: see {folder / 'dbt' / 'logs' / 'dbt.log'}")
    return own / "static_index.html"


def data_docs() -> int:
    """Write the latest results of the checks as HTML.

    These are Great Expectations' Data Docs: texts and counts, never a value.
    """
    from expectations import docs as site

    configuration.configure(home())
    typer.echo(site.build(home()))
    return 0
