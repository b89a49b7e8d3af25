"""Runs Superset with the project's dashboards, in an environment of its own (`.venv/superset`)."""

import json
import os
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from commands import environment
from steps.reporting import StepFailed
from steps.reporting import home as send_home

PROGRAMS = environment.REPOSITORY / ".venv" / "superset" / "bin"
SERVER = environment.REPOSITORY / "publish" / "superset_server"
# The audiences that have dashboards; `cases` has none, so a reader of it sees those of `figures`.
AUDIENCES = ("open", "figures", "finance")
SECRETS = ("SUPERSET_SECRET_KEY", "SUPERSET_ADMIN_PASSWORD")
# What Superset gets of the environment: not the key of the pseudonyms, nor Airflow's secrets.
_PASSED_ON = ("PATH", "LANG", "TZ", *SECRETS)
# A query can neither change the file, read another one, nor lift this.
_LIMITS = "access_mode=read_only&enable_external_access=false&lock_configuration=true"


def superset(
    export: Annotated[
        Path | None,
        typer.Option(
            help="Write the dashboards as they are in Superset now into this folder, and end.",
        ),
    ] = None,
) -> None:
    """Import the dashboards and run Superset.

    It answers on http://127.0.0.1:8088 (SEND_SUPERSET_PORT changes the port). Log in as admin; the
    password is SUPERSET_ADMIN_PASSWORD of .env. SEND_SUPERSET_OPEN_URI, SEND_SUPERSET_FIGURES_URI
    and SEND_SUPERSET_FINANCE_URI name a database (Postgres) in place of the published DuckDB files.
    """
    home = send_home()
    if export:
        run(home, "export", str(export.resolve()))
        return
    typer.echo("Importing the dashboards into Superset …")
    prepare(home)
    port = os.environ.get("SEND_SUPERSET_PORT", "8088")
    typer.echo(
        f"Superset: http://127.0.0.1:{port}\nLog in as admin; the password is "
        f"SUPERSET_ADMIN_PASSWORD in {environment.REPOSITORY / '.env'}. Ctrl+C ends it."
    )
    os.chdir(environment.REPOSITORY)
    program, *options = server(port)
    os.execve(program, [program, *options], environment_of(home))  # noqa: S606


def prepare(home: Path) -> None:
    """Import the dashboards, with roles and row-level security, into the metadata of a home."""
    run(home, "prepare", settings=settings_of(home))


def run(home: Path, module: str, *arguments: str, settings: object = None) -> None:
    """Run a module of `publish/superset_server` in Superset's environment.

    Raises StepFailed with its last lines where it fails."""
    own = environment_of(home)
    log = home / "logs" / "superset.log"
    for folder in (home / "superset", log.parent):
        folder.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as written:
        done = subprocess.run(
            [PROGRAMS / "python", "-m", f"publish.superset_server.{module}", *arguments],
            input=json.dumps(settings),
            text=True,
            env=own,
            cwd=environment.REPOSITORY,
            stdout=written,
            stderr=written,
            check=False,
        )
    if done.returncode:
        last = " | ".join(log.read_text(encoding="utf-8").strip().splitlines()[-3:])
        raise StepFailed(
            f"Superset did not {module} the dashboards. Its last lines: {last}. Correct what they "
            f"name, then run the command again; the whole log is {log}."
        )


def server(port: str) -> list[str]:
    """The command that serves: one process with eight threads, on this machine alone."""
    return [
        str(PROGRAMS / "gunicorn"),
        f"--bind=127.0.0.1:{port}",
        "--workers=1",
        "--worker-class=gthread",
        "--threads=8",
        "--timeout=120",
        "--log-level=warning",
        "superset.app:create_app()",
    ]


def environment_of(home: Path) -> dict[str, str]:
    """The environment that Superset runs in. Raises StepFailed where a secret or Superset itself
    is missing."""
    missing = [name for name in SECRETS if not os.environ.get(name)]
    if missing:
        raise StepFailed(
            f"{' and '.join(missing)} must be in .env or in the environment: `make superset` "
            "writes them into .env, at random."
        )
    if not (PROGRAMS / "gunicorn").exists():
        raise StepFailed(f"Superset is not installed in {PROGRAMS.parent}: run `make superset`.")
    return {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        **environment.NO_TELEMETRY,
        "HOME": str(home / "superset"),
        "SUPERSET_HOME": str(home / "superset"),
        "SUPERSET_CONFIG_PATH": str(SERVER / "superset_config.py"),
        "SCARF_ANALYTICS": "false",
    }


def settings_of(home: Path) -> dict[str, object]:
    """What the import needs: the URI of each database, what each audience sees, the target line.

    Raises StepFailed where nothing is published."""
    from publish import audiences
    from settings import targets

    target = targets.FILE.read_or(home, targets.NONE).within_20_weeks_pct
    return {
        "uris": {_database(audience): _uri(home, audience) for audience in AUDIENCES},
        "sees": {
            audience: [_database(each) for each in sees if each in AUDIENCES]
            for audience, sees in audiences.SEES.items()
        },
        "target": None if target is None else str(target),
    }


def _database(audience: str) -> str:
    return f"SEND {audience}"


def _uri(home: Path, audience: str) -> str:
    name = f"SEND_SUPERSET_{audience.upper()}_URI"
    if uri := os.environ.get(name):
        return uri
    file = home / "published" / audience / "send.duckdb"
    if not file.exists():
        raise StepFailed(
            f"{file} is not there: nothing is published yet. Run `send night` (or `make run` for "
            f"the demonstration) first, or name a database in {name}."
        )
    return f"duckdb:///{file}?{_LIMITS}"
