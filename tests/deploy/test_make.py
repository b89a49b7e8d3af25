"""`make` lists its commands and makes the secrets once, for their owner alone."""

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("Makefile", ".env.example"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def make(checkout: Path, *arguments: str) -> str:
    inherited = {
        k: v for k, v in os.environ.items() if not k.startswith(("SEND_", "MAKE", "MFLAGS"))
    }
    run = subprocess.run(
        ["make", "--silent", *arguments],
        cwd=checkout,
        env=inherited,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


def test_help_names_every_command_and_makes_nothing(checkout: Path) -> None:
    named = set(re.findall(r"^ *make ([\w-]+) +\S", make(checkout), re.MULTILINE))
    assert named == {
        *("help", "setup", "run", "check", "test", "airflow", "superset", "spark"),
        *("bench", "docs"),
    }
    assert not (checkout / ".env").exists()


def test_secrets_are_made_once_and_only_their_owner_can_read_them(checkout: Path) -> None:
    make(checkout, ".env")
    made = (checkout / ".env").read_text()
    assert re.search("^SEND_PSEUDONYM_KEY=[0-9a-f]{64}$", made, re.MULTILINE)
    assert not re.findall(r"^[A-Z_]+=$", made, re.MULTILINE)
    assert stat.S_IMODE((checkout / ".env").stat().st_mode) == 0o600
    (checkout / ".env.example").touch()
    make(checkout, ".env")
    assert (checkout / ".env").read_text() == made


def test_an_earlier_env_gets_the_secrets_that_it_lacks_and_keeps_its_own(checkout: Path) -> None:
    env = checkout / ".env"
    env.write_text("SEND_PSEUDONYM_KEY=mine\n")
    for name in (".venv/.synced", "uv.lock", "pyproject.toml", ".venv/bin/send"):
        path = checkout / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    (checkout / ".venv/.synced").touch()
    for _ in range(2):
        make(checkout, "airflow")
    mine, password = env.read_text().splitlines()
    assert mine == "SEND_PSEUDONYM_KEY=mine"
    assert re.fullmatch("AIRFLOW_ADMIN_PASSWORD=[0-9a-f]{64}", password)


def test_no_other_file_holds_a_secret(checkout: Path) -> None:
    make(checkout, ".env")
    files = {str(path.relative_to(checkout)) for path in checkout.rglob("*") if path.is_file()}
    assert files == {"Makefile", ".env.example", ".env"}
