"""Which build gate 2 has found right in its totals. A night for which nothing is built does not run
the same checks over the same tables once more: to load Great Expectations would cost it a fifth of
its processor time.
"""

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("great-expectations", "duckdb")
CHECKS = Path(__file__).parents[1] / "expectations"


def are_right(home: Path, build_id: str) -> bool:
    """Whether the last totals that were found right are those of this build, of an unchanged
    warehouse, by the checks and libraries of today."""
    try:
        return _record(home).read_bytes() == _checked(home, build_id)
    except FileNotFoundError:
        return False


def record_right(home: Path, build_id: str) -> None:
    """Record that no total of a build is wrong; call it once all checks have run."""
    _record(home).write_bytes(_checked(home, build_id))


def _record(home: Path) -> Path:
    return home / "warehouse.checked"


def _checked(home: Path, build_id: str) -> bytes:
    return hashlib.sha256("\n".join(_depends_on(home, build_id)).encode()).hexdigest().encode()


def _depends_on(home: Path, build_id: str) -> Iterator[str]:
    state = (home / "warehouse.duckdb").stat()
    yield f"{build_id} {state.st_size} {state.st_mtime_ns}"
    yield from (f"{package} {version(package)}" for package in PACKAGES)
    for path in sorted(CHECKS.glob("*.py")):
        yield f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
