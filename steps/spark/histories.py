"""The histories that Spark has built, which stay from one build to the next.

A history is a folder with one folder for each authority, of which a build replaces those whose
files have changed (dbt_project/macros/spark/histories.sql). Spark writes a folder aside and renames
it when it is complete, so one that a killed build has left is whole. All other tables are built
anew.
"""

import shutil
from pathlib import Path

from steps.dbt import process, warehouse

SCHEMA = "history.db"
FINGERPRINT = "histories.sha256"  # of the code that has built them
UNFINISHED = ".spark-staging*"


def clear(folder: Path) -> None:
    """Delete what an earlier cluster has left in its folder, but for histories with rows that this
    code has built: the next build adds to them."""
    kept = folder / "tables" / SCHEMA
    if not is_current(folder):
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for path in [*folder.iterdir(), *folder.glob("tables/*")]:
        if path not in (folder / FINGERPRINT, kept.parent, kept):
            _delete(path)
    for history in kept.glob("*"):
        for left in history.glob(UNFINISHED):
            _delete(left)
        if not any(history.glob("la_code=*/*.parquet")):
            _delete(history)


def names(tables: Path) -> list[str]:
    """The histories with rows in a cluster's folder of tables."""
    return sorted({file.parents[1].name for file in tables.glob(f"{SCHEMA}/*/la_code=*/*.parquet")})


def is_current(folder: Path) -> bool:
    """Whether this code has built the histories."""
    file = folder / FINGERPRINT
    return file.exists() and file.read_text("utf-8") == warehouse.of_histories(process.PROJECT)


def record(folder: Path) -> None:
    """Note which code has built the histories."""
    fingerprint = warehouse.of_histories(process.PROJECT)
    (folder / FINGERPRINT).write_text(fingerprint, "utf-8")


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
