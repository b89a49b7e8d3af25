"""`send airflow`: Airflow under the project's settings."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.airflow import configuration, metadata
from steps.reporting import StepFailed, home


def airflow(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMMAND", help="Airflow's command and its options."),
    ] = None,
) -> None:
    """Run Airflow under the project's settings.

    COMMAND is one of Airflow's, with its options; default: all its services. The user interface is
    on http://127.0.0.1:8080 (SEND_AIRFLOW_PORT changes the port). Log in as admin, with
    AIRFLOW_ADMIN_PASSWORD of .env; `send airflow users create` makes other users.
    """
    if arguments and arguments[:2] == ["backfill", "create"]:
        raise StepFailed(
            "Airflow's backfill would load what has arrived since under the date of a past night. "
            "To load the files of past nights again: send backfill --from 2026-11-01 --to "
            "2026-11-20. To see the marts of a past night: send as-known --date 2026-11-20."
        )
    # It runs a DAG in one process, as a night does, and would clear runs of the live Airflow.
    is_test = (arguments or [])[:2] == ["dags", "test"]
    used = configuration.OF_THE_NIGHT if is_test else configuration.LIVE
    configuration.configure(home(), metadata=used)
    metadata.prepare()
    program = Path(sys.executable).with_name("airflow")
    os.environ["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"  # it starts others
    if arguments:
        os.execv(program, [str(program), *arguments])  # noqa: S606
    url = os.environ["AIRFLOW__API__BASE_URL"]
    typer.echo(f"Airflow starts at {url}. Log in as admin, with AIRFLOW_ADMIN_PASSWORD of .env.")
    os.execv(sys.executable, [sys.executable, "-m", "commands.airflow.services"])  # noqa: S606
