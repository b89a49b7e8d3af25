"""Airflow's metadata: its tables, of the versions that are installed, and the pool of one slot.

Call `configuration.configure` before.
"""

import hashlib
import os
import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

# The packages that have tables in the metadata.
WITH_TABLES = ("apache-airflow-core", "apache-airflow-providers-fab")


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
