"""Airflow's empty metadata, made once for all tests and all later runs of them: it takes as long as
a small night."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from commands.airflow import configuration

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "of the user admin in the tests"
MAKE = "from commands.airflow import configuration, metadata, users; "
MAKE += "from steps.reporting import home; "
MAKE += "configuration.configure(home()); metadata.prepare(); users.make_admin()"


def copy_to(home: Path, metadata: str = configuration.OF_THE_NIGHT) -> None:
    """Give a home metadata that needs no migration, if it has none."""
    target = home / metadata / "airflow.db"
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(_made(), target)
        target.chmod(0o600)


def _made() -> Path:
    """The database of the pinned versions of Airflow's packages, made where it is missing."""
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    of_airflow = "\n".join(sorted(pin for pin in pins if pin.startswith("apache-airflow")))
    for path in sorted((ROOT / "commands" / "airflow").glob("*.py")):
        of_airflow += path.read_text()
    versions = hashlib.sha256(of_airflow.encode()).hexdigest()[:12]
    home = ROOT / ".venv" / ".cache" / "airflow" / versions
    home.mkdir(parents=True, exist_ok=True)
    done = home / "airflow.db"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            environment = os.environ | {"SEND_HOME": str(home), "PYTHONPATH": str(ROOT)}
            environment |= {"AIRFLOW_ADMIN_PASSWORD": PASSWORD}
            subprocess.run([sys.executable, "-c", MAKE], env=environment, check=True)
            (home / configuration.LIVE / "airflow.db").rename(done)
    return done
