"""Airflow's settings, in one place, and its metadata.

`send airflow` and a night use the same settings but for the metadata: DAG.test, which runs a
night's DAGs, would clear the runs of a live Airflow. Call `configure` before anything of Airflow is
imported, because Airflow reads them once.
"""

import hashlib
import os
import sqlite3
import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from commands import environment
from send_home import private
from steps.reporting import StepFailed
from steps.reporting import home as send_home

DAGS_FOLDER = environment.REPOSITORY / "dags"
# Folders of metadata below $SEND_HOME.
LIVE = "airflow"
OF_THE_NIGHT = "airflow/night"
AUTH_MANAGER = "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager"
# The database of the live metadata, else SQLite; and the broker of Celery's tasks, else they are
# processes of the scheduler.
DATABASE, BROKER = "SEND_AIRFLOW_DATABASE", "SEND_AIRFLOW_BROKER"
# Workers import what tasks import, before they fork the processes of their tasks.
CELERY_CONFIG = '{"imports": ["dags.task_imports"]}'
# The packages that have tables in the metadata.
WITH_TABLES = ("apache-airflow-core", "apache-airflow-providers-fab")
# Airflow's own name of a secret, and the one of .env.
SECRETS = {
    "AIRFLOW__API_AUTH__JWT_SECRET": "AIRFLOW_JWT_SECRET",
    "AIRFLOW__API__SECRET_KEY": "AIRFLOW_API_SECRET_KEY",
}


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
    configure(send_home())
    prepare()
    program = Path(sys.executable).with_name("airflow")
    os.environ["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"  # it starts others
    if arguments:
        os.execv(program, [str(program), *arguments])  # noqa: S606
    url = os.environ["AIRFLOW__API__BASE_URL"]
    typer.echo(f"Airflow starts at {url}. Log in as admin, with AIRFLOW_ADMIN_PASSWORD of .env.")
    os.execv(sys.executable, [sys.executable, "-m", "commands.services"])  # noqa: S606


def settings(home: Path, metadata: str = LIVE) -> dict[str, str]:
    """Return the environment that Airflow runs under for this $SEND_HOME.

    Raises StepFailed where the environment names a broker without a database.
    """
    port = os.environ.get("SEND_AIRFLOW_PORT", "8080")
    # without secrets of its own Airflow makes them up, and warns each time
    known = {name: os.environ.get(variable) for name, variable in SECRETS.items()}
    return {
        **{name: secret for name, secret in known.items() if secret},
        **(_of_the_live_one(port) if metadata == LIVE else {}),
        "SEND_HOME": str(home),
        "AIRFLOW_HOME": str(home / metadata),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS_FOLDER),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(DAGS_FOLDER / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        # the DAG files are too short to hold the words that the heuristic looks for
        "AIRFLOW__CORE__DAG_DISCOVERY_SAFE_MODE": "False",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__MAX_MAP_LENGTH": "4096",  # a task for each rejected file of 153 authorities
        # seconds; after Airflow's own five, tasks that start on a busy machine fail
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "30",
        **_database(home, metadata),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs" / "airflow"),
        # Airflow sets these modes itself, whatever the umask is
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o700",
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o600",
    }


def _of_the_live_one(port: str) -> dict[str, str]:
    """What the services need: the user interface, its users, and the executor."""
    url = f"http://127.0.0.1:{port}"
    served = {
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": port,
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__CORE__AUTH_MANAGER": AUTH_MANAGER,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
    }
    broker, database = os.environ.get(BROKER), os.environ.get(DATABASE)
    if not broker:
        return served | {"AIRFLOW__CORE__EXECUTOR": "LocalExecutor"}
    if not database:
        raise StepFailed(
            f"{BROKER} is set and {DATABASE} is not: Celery needs metadata in Postgres."
        )
    return served | {
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CELERY__BROKER_URL": broker,
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{database}",
        "AIRFLOW__CELERY__EXTRA_CELERY_CONFIG": CELERY_CONFIG,
    }


def _database(home: Path, metadata: str) -> dict[str, str]:
    database = os.environ.get(DATABASE) if metadata == LIVE else None
    if database:
        return {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database}
    return {
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / metadata / 'airflow.db'}",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONNECT_ARGS": "commands.sqlite.CONNECT_ARGS",
    }


def configure(home: Path, logging_level: str = "INFO", metadata: str = LIVE) -> None:
    """Put the settings into this process's environment and make the folders.

    Raises StepFailed where the home can't be written.
    """
    try:
        for folder in (metadata, "logs"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        private.close(home)
    except OSError as error:
        raise StepFailed(
            f"{home} can't be used ({error.strerror}). Expected a folder that can be written, or "
            "can be made: set SEND_HOME to one, in .env or before the command."
        ) from None
    os.environ.update(settings(home, metadata), AIRFLOW__LOGGING__LOGGING_LEVEL=logging_level)


def prepare() -> bool:
    """Create or migrate the metadata, with the pool of one slot; return whether that was needed."""
    from airflow.models.pool import Pool

    from dags.assets import WAREHOUSE_POOL

    file = Path(os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].removeprefix("sqlite:///"))
    migrated = _migrate_file(file) if file.is_absolute() else _migrate()
    if Pool.get_pool(WAREHOUSE_POOL) is None:
        Pool.create_or_update_pool(
            WAREHOUSE_POOL,
            slots=1,
            description="One writer to the warehouse",
            include_deferred=False,
        )
    return migrated


def _migrate_file(file: Path) -> bool:
    """Migrate an SQLite file; return whether that was needed. Airflow's own check imports a second
    of processor time. So the file states which versions migrated it, in SQLite's `user_version`."""
    versions = " ".join(map(version, WITH_TABLES))
    expected = int(hashlib.sha256(versions.encode()).hexdigest()[:7], 16)
    if file.exists():
        with closing(sqlite3.connect(file)) as database:
            if database.execute("pragma user_version").fetchone() == (expected,):
                return False
    migrated = _migrate(is_new=not file.exists())
    with closing(sqlite3.connect(file)) as database:
        database.execute(f"pragma user_version = {expected}")
    return migrated


def _migrate(is_new: bool = False) -> bool:
    """Create or migrate the metadata; return whether that was needed."""
    from airflow.utils import db

    # Of a new file Airflow's check would wait for another process to make it.
    if not is_new and _is_migrated():
        return False
    db.upgradedb()
    return True


def _is_migrated() -> bool:
    from airflow.utils import db

    try:
        db.check_migrations(timeout=0)  # type: ignore[no-untyped-call]
    except TimeoutError:
        return False
    return True
