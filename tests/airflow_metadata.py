"""Airflow's empty metadata, made once for all tests and all later runs of them: it takes as long as
a small night."""

import fcntl
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from commands import airflow

ROOT = Path(__file__).resolve().parents[1]
MAKE = "from commands import airflow; from steps.reporting import home; airflow.configure(home()); "
MAKE += "airflow.prepare()"


def copy_to(home: Path, metadata: str = airflow.OF_THE_NIGHT) -> None:
    """Give a home metadata that needs no migration, if it has none."""
    target = home / metadata / "airflow.db"
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(_made(), target)
        target.chmod(0o600)


def _made() -> Path:
    """The database of the pinned version of Airflow; made where it is missing."""
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    [version] = [pin.partition("==")[2] for pin in pins if pin.startswith("apache-airflow==")]
    home = ROOT / ".venv" / ".cache" / "airflow" / version
    home.mkdir(parents=True, exist_ok=True)
    done = home / "airflow.db"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            environment = os.environ | {"SEND_HOME": str(home), "PYTHONPATH": str(ROOT)}
            subprocess.run([sys.executable, "-c", MAKE], env=environment, check=True)
            (home / airflow.LIVE / "airflow.db").rename(done)
    return done
