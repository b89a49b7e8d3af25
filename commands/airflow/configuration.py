"""Airflow's settings, in one place.

`send airflow` and a night use the same settings but for the metadata: DAG.test, which runs a
night's DAGs, would clear the runs of a live Airflow. Call `configure` before anything of Airflow is
imported, because Airflow reads them once.
"""

import os
from pathlib import Path

from commands import environment
from send_home import private
from steps.reporting import StepFailed

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
# Airflow's own name of a secret, and the one of .env.
SECRETS = {
    "AIRFLOW__API_AUTH__JWT_SECRET": "AIRFLOW_JWT_SECRET",
    "AIRFLOW__API__SECRET_KEY": "AIRFLOW_API_SECRET_KEY",
}


def settings(home: Path, metadata: str = LIVE) -> dict[str, str]:
    """Return the environment that Airflow runs under for this $SEND_HOME.

    Raises StepFailed where the environment names a broker without a database.
    """
    port = os.environ.get("SEND_AIRFLOW_PORT", "8080")
    # without secrets of its own Airflow makes them up, and warns each time
    known = {name: os.environ.get(variable) for name, variable in SECRETS.items()}
    return {
        **{name: secret for name, secret in known.items() if secret},
        **(_of_the_live_one(port) if metadata == LIVE else {"SEND_WITHOUT_DEADLINES": "1"}),
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
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONNECT_ARGS": "commands.airflow.sqlite.CONNECT_ARGS",
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
