"""What a build depends on, and which of it has changed since the last one.

A build depends on its dates, the dbt project, the versions of dbt and DuckDB, and the tables that
are written before it: every receipt (with the hash of its rows in raw), the expected files, closed
periods and settings. Where the warehouse is as its build left it and nothing has changed, nothing
is built: a night for which no file came costs no build. Where only receipts, expected files and
closed periods of some authorities have changed, only these are built.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from steps.dbt import process

BY_AUTHORITY = ("receipts", "closes")  # folders of the home; all their tables have a la_code
OF_ALL = "settings_tables"
PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb")


@dataclass(frozen=True)
class Inputs:
    """SHA-256 hashes of what all authorities' rows depend on, and of each authority's own rows."""

    of_all: str
    of_each: dict[str, str]  # by la_code


def read(home: Path, as_at: str, known_on: str | None) -> Inputs:
    """The inputs of a build as they are now."""
    from ingest.filenames import ENGLAND

    # Views of the warehouse name the home: a home that was moved is built anew.
    digest = hashlib.sha256(f"{home} {as_at} {known_on}".encode())
    for package in PACKAGES:
        digest.update(f"{package} {version(package)}".encode())
    for root, path in _files_of_all(home):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    each = _of_each(home)
    digest.update(each.pop(ENGLAND, "").encode())
    return Inputs(digest.hexdigest(), each)


def _files_of_all(home: Path) -> Iterator[tuple[Path, Path]]:
    project = process.PROJECT
    for part in ("*.yml", "macros/**/*.*", "models/**/*.*", "seeds/**/*.*", "tests/**/*.*"):
        yield from ((project, path) for path in sorted(project.glob(part)))
    yield from ((home, path) for path in sorted((home / OF_ALL).glob("*.parquet")))


def _of_each(home: Path) -> dict[str, str]:
    """The hash of an authority's rows, by la_code."""
    import duckdb

    digests = dict[str, "hashlib._Hash"]()
    with duckdb.connect() as db:
        for path in sorted(
            each for part in BY_AUTHORITY for each in (home / part).glob("*.parquet")
        ):
            rows = db.execute(
                """
                select la_code, string_agg(row_hash, '' order by row_hash)
                from (
                    select la_code, sha256(cast(rows as varchar)) as row_hash
                    from read_parquet($1) as rows
                )
                group by la_code
                """,
                [str(path)],
            )
            for la_code, hashes in rows.fetchall():
                digest = digests.setdefault(la_code, hashlib.sha256())
                digest.update(f"{path.name} {hashes}".encode())
    return {la_code: digest.hexdigest() for la_code, digest in digests.items()}


def forget(warehouse: Path) -> None:
    """Delete the record of the last build; call it before anything is built."""
    _record(warehouse).unlink(missing_ok=True)


def record_build(warehouse: Path, inputs: Inputs, build_id: str) -> None:
    """Record what a warehouse was built from; call it once everything is built and tested."""
    kept = {"inputs": asdict(inputs), "build": [build_id, *_state(warehouse)]}
    _record(warehouse).write_text(json.dumps(kept), encoding="utf-8")


def changed(warehouse: Path, inputs: Inputs, build_id: str) -> list[str] | None:
    """The la_codes whose inputs have changed since the build with this id made the warehouse; None
    where all authorities' rows may have changed, or something else has written to the warehouse."""
    try:
        kept = json.loads(_record(warehouse).read_text("utf-8"))
        last, build = Inputs(**kept["inputs"]), kept["build"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None  # the record is missing, incomplete or of an earlier version
    is_untouched = warehouse.exists() and build == [build_id, *_state(warehouse)]
    if not is_untouched or last.of_all != inputs.of_all:
        return None
    of_either = sorted({*last.of_each, *inputs.of_each})
    return [code for code in of_either if last.of_each.get(code) != inputs.of_each.get(code)]


def _record(warehouse: Path) -> Path:
    return warehouse.with_suffix(".inputs")


def _state(warehouse: Path) -> list[int]:
    state = warehouse.stat()
    return [state.st_size, state.st_mtime_ns]
