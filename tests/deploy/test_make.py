"""What `make` sets: secrets made once and kept close, the caller's environment above all."""

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOW = 'show: ; @echo "$$SEND_HOME|$$SEND_PSEUDONYM_KEY|$$PYTHONPATH"'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("Makefile", ".env.example"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def make(checkout: Path, *arguments: str, **environment: str) -> str:
    inherited = {
        k: v for k, v in os.environ.items() if not k.startswith(("SEND_", "MAKE", "MFLAGS"))
    }
    run = subprocess.run(
        ["make", "--silent", *arguments],
        cwd=checkout,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


def shown(checkout: Path, **environment: str) -> list[str]:
    return make(checkout, "--eval", SHOW, "show", **environment).split("|")


def test_help_names_every_command_and_makes_nothing(checkout: Path) -> None:
    named = re.findall(r"^ *make ([\w-]+) +\S", make(checkout), re.MULTILINE)
    assert set(named) == {
        "help", "setup", "run", "night", "replay", "backfill", "arrived", "missing", "refused",
        "workbook", "as-known", "close", "reopen", "erase", "retain", "test", "check", "airflow",
        "bench", "docs",
        "data-docs",
    }  # fmt: skip
    assert not (checkout / ".env").exists()


def test_secrets_are_made_once_and_are_their_owners_alone(checkout: Path) -> None:
    _, key, _ = shown(checkout)
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert stat.S_IMODE((checkout / ".env").stat().st_mode) == 0o600
    assert not re.findall(r"^[A-Z_]+=$", (checkout / ".env").read_text(), re.MULTILINE)
    (checkout / ".env.example").touch()
    assert shown(checkout)[1] == key


def test_the_callers_environment_wins_over_the_file(checkout: Path) -> None:
    shown(checkout)
    with (checkout / ".env").open("a") as env:
        env.write("SEND_HOME=/srv/send\n")
    os.utime(checkout / ".venv" / "env.mk", (0, 0))  # a file edited by hand is a while younger
    assert shown(checkout)[0] == "/srv/send"
    home, key, _ = shown(checkout, SEND_HOME="else where", SEND_PSEUDONYM_KEY="a#$b")
    assert home == str(checkout / "else where")
    assert key == "a#$b"


def test_the_home_is_data_in_the_checkout_by_default(checkout: Path) -> None:
    home, _, path = shown(checkout)
    assert home == str(checkout / "data")
    assert path == str(checkout)
