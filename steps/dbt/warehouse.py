"""Deletes a warehouse file that can't be used any more, which the next build makes again from raw,
and copies one."""

import hashlib
import shutil
from pathlib import Path

from steps.dbt import changed_authorities
from steps.reporting import report

DAMAGE = ("Corrupt database", "checksum", "Failed to deserialize")
WANT_OF_ROOM = ("Out of Memory", "No space left", "Could not write", "Disk quota")


def delete_outdated(warehouse: Path, project: Path) -> None:
    """Delete the warehouse where the code of the histories has changed since they were built. A
    build only adds to histories, so changed code needs new ones."""
    fingerprint = of_histories(project)
    built_with = warehouse.with_suffix(".history")
    if not built_with.exists() or built_with.read_bytes() != fingerprint.encode():
        delete(warehouse)
        built_with.parent.mkdir(parents=True, exist_ok=True)
        built_with.write_text(fingerprint, encoding="utf-8")


def of_histories(project: Path) -> str:
    """The fingerprint of the code that builds histories."""
    code = sorted([*project.glob("models/history/**/*.sql"), *project.glob("macros/history_*.sql")])
    code += sorted(project.glob("macros/spark/*.sql"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in code)).hexdigest()


def is_of_spark(warehouse: Path) -> bool:
    """Whether a warehouse has views over tables of Spark: no fingerprint of histories is beside
    it."""
    return warehouse.exists() and not warehouse.with_suffix(".history").exists()


def delete_unreadable(warehouse: Path) -> None:
    """Delete a warehouse that DuckDB can't open, unless another process has it open."""
    import duckdb

    if not warehouse.exists():
        return
    try:
        with duckdb.connect(str(warehouse), read_only=True) as db:
            db.execute("select count(*) from duckdb_columns()")
    except duckdb.Error as error:
        if "lock" in str(error):
            return
        delete(warehouse)
        kind = str(error).partition(":")[0]
        report(f"DAMAGED {warehouse} ({kind}): deleted and built again from raw")


def is_damage(message: str) -> bool:
    """Whether a message of DuckDB says that its file is damaged."""
    return any(text in message for text in DAMAGE)


def is_want_of_room(message: str) -> bool:
    """Whether a message of DuckDB says that disk or memory are exhausted."""
    return any(text in message for text in WANT_OF_ROOM)


def delete(warehouse: Path) -> None:
    """Delete a warehouse with the files beside it; the next build makes it again, from raw, and the
    next publication takes no row from a file before."""
    from publish import snapshot

    snapshot.write_all_next(warehouse.parent)
    changed_authorities.delete_left(warehouse)
    _delete_files(warehouse)


def copy(warehouse: Path, target: Path) -> None:
    """Copy a warehouse. What a killed process left beside an earlier copy is deleted first: DuckDB
    would replay its write-ahead log into the new copy."""
    _delete_files(target)
    for suffix in (".duckdb", ".history"):
        shutil.copyfile(warehouse.with_suffix(suffix), target.with_suffix(suffix))


def _delete_files(warehouse: Path) -> None:
    for path in warehouse.parent.glob(f"{warehouse.stem}.*"):
        if path.is_file():
            path.unlink(missing_ok=True)
