"""Airflow's settings: a login everywhere, no log server, metadata of a night apart."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from commands import airflow
from commands.standalone import WithoutLogServer

ROOT = Path(__file__).resolve().parents[2]


def test_only_the_owner_can_read_the_password_and_it_is_made_once(tmp_path: Path) -> None:
    airflow.make_passwords(tmp_path)
    file = airflow.passwords_file(tmp_path)
    made = file.read_text()
    assert len(json.loads(made)["admin"]) > 20
    assert file.stat().st_mode & 0o777 == 0o600
    airflow.make_passwords(tmp_path)
    assert file.read_text() == made
    assert [path.name for path in file.parent.iterdir()] == ["passwords.json"]


def test_a_night_by_command_has_metadata_of_its_own(tmp_path: Path) -> None:
    live, night = airflow.settings(tmp_path), airflow.settings(tmp_path, airflow.OF_THE_NIGHT)
    apart = {name for name, value in live.items() if night[name] != value}
    assert apart == {"AIRFLOW_HOME", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"}
    assert "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS" not in live


def test_the_configuration_is_written_before_the_processes_start(tmp_path: Path) -> None:
    """Each would make up keys of its own, and the triggerer could not read the scheduler's."""
    script = (
        "import os, pathlib\n"
        "from airflow.cli.commands import standalone_command as command\n"
        "from commands import standalone\n"
        "config = pathlib.Path(os.environ['AIRFLOW_HOME'], 'airflow.cfg')\n"
        "written = lambda self: print('fernet_key = ' in config.read_text())\n"
        "command.StandaloneCommand.run = written\n"
        "standalone.main()"
    )
    environment = os.environ | airflow.settings(tmp_path) | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert run.stdout.split()[-1:] == ["True"], run.stderr


def test_no_log_server_listens() -> None:
    def command(name: str) -> Any:
        return WithoutLogServer(None, name, [name], {}).command

    assert command("scheduler") == ["scheduler", "--skip-serve-logs"]
    assert command("triggerer") == ["triggerer", "--skip-serve-logs"]
    assert command("api-server") == ["api-server"]
