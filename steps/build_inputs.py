"""Whether the warehouse is already what a build would make of it.

A build depends on its dates, the dbt project, the versions of dbt and DuckDB, and the tables that
are written before it: every receipt (with the hash of its rows in raw), the expected files, closed
periods and settings. Where none of them has changed since the last build, and the warehouse is as
that build left it, nothing is built: a night for which no file came costs no build.
"""

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from steps import dbt_process

TABLES = ("receipts", "closes", "settings_tables")  # folders of the home
PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb")


def fingerprint(home: Path, as_at: str, known_on: str | None) -> str:
    """The SHA-256 of all that a build depends on."""
    digest = hashlib.sha256(f"{as_at} {known_on}".encode())
    for package in PACKAGES:
        digest.update(f"{package} {version(package)}".encode())
    for root, path in _files(home):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(home: Path) -> Iterator[tuple[Path, Path]]:
    project = dbt_process.PROJECT
    for part in ("*.yml", "macros/**/*.*", "models/**/*.*", "seeds/**/*.*", "tests/**/*.*"):
        yield from ((project, path) for path in sorted(project.glob(part)))
    for folder in TABLES:
        yield from ((home, path) for path in sorted((home / folder).glob("*.parquet")))


def forget(warehouse: Path) -> None:
    """Delete the record of the last build; call it before anything is built."""
    _record(warehouse).unlink(missing_ok=True)


def keep(warehouse: Path, inputs: str, build_id: str) -> None:
    """Record what a warehouse was built from; call it once everything is built and tested."""
    kept = [inputs, build_id, *_state(warehouse)]
    _record(warehouse).write_text(json.dumps(kept), encoding="utf-8")


def are_built(warehouse: Path, inputs: str, build_id: str) -> bool:
    """Whether the build with this id made the warehouse from these inputs, and nothing has written
    to it since."""
    record = _record(warehouse)
    if not record.exists() or not warehouse.exists():
        return False
    return record.read_text("utf-8") == json.dumps([inputs, build_id, *_state(warehouse)])


def _record(warehouse: Path) -> Path:
    return warehouse.with_suffix(".inputs")


def _state(warehouse: Path) -> tuple[int, int]:
    state = warehouse.stat()
    return state.st_size, state.st_mtime_ns
