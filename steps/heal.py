"""Sets damaged files that are derived from others aside, or deletes them, so that the same night
makes them again. The functions return, or log, a line for the person on call about each such file.

A file that holds identifiers of people is deleted and not set aside: an erasure would not find it.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from settings import environment_secret
from steps.dbt import warehouse
from steps.reporting import count, home, log

if TYPE_CHECKING:  # Airflow imports this module whenever it parses a DAG file
    from ingest.arrival import Arrival
    from ingest.register.row_files import RowFile

BUSY_TIMEOUT_SECONDS = 120.0


def before_a_night(metadata: Path) -> list[str]:
    """Check the register, Airflow's metadata and the people maps."""
    found = sqlite_file(metadata, "It is made again, without the history of runs")
    return [*([found] if found else []), *key_mark(), *register(by_hash=True), *people_maps()]


def before_a_source(source: str) -> None:
    """Check the register, the people maps and the source's rows; log what was found."""
    from ingest.register import row_files

    for line in (*key_mark(), *register(), *people_maps()):
        log.warning(line)
    for line in rows(row_files.of_loads(home(), source)):
        log.warning(line)


def before_a_load(arrival: "Arrival") -> None:
    """Check an arrival's stored bytes. Raises OriginalLost where landing can't replace them."""
    from ingest.arrive import original_check

    if line := original_check.check(home(), arrival):
        log.warning(line)


def has_whole_rows(arrival: "Arrival") -> bool:
    """Whether an arrival was accepted before and its rows are not known to be damaged."""
    from ingest.register import arrivals, row_files

    is_accepted = bool(arrivals.accepted_among(home(), [arrival.load_id]))
    return is_accepted and arrival.load_id not in row_files.lost(home(), arrival.source)


def sqlite_file(file: Path, then: str) -> str | None:
    """Set a SQLite file aside where it is damaged, and return a line about it; `then` is the
    sentence that states what happens next."""
    damage = _damage(file)
    if damage is None:
        return None
    return f"DAMAGED {_set_aside(file, damage, 'damaged')}. {then}."


def register(*, by_hash: bool = False) -> list[str]:
    """Set the register aside where it is damaged or of another version's layout; `by_hash` compares
    each of its texts with its hash. Where it is to be filled again, make those arrival records
    again that can't be read."""
    from ingest import paths
    from ingest.arrive import damaged_records
    from ingest.register import database, tables

    file, then = paths.register(home()), "Every file is loaded again from landing/.received"
    found = []
    if damage := _damage(file) or (database.changed_texts(file) if by_hash else None):
        found.append(f"DAMAGED {_set_aside(file, damage, 'damaged')}. {then}.")
    elif layout := database.foreign_layout(file):  # after an upgrade
        why = f"layout {layout}, expected {tables.LAYOUT}"
        found.append(f"OTHER VERSION {_set_aside(file, why, f'layout-{layout}')}. {then}.")
    if database.is_to_be_filled(home()):
        found += damaged_records.from_files(home())
    return found


def key_mark() -> list[str]:
    """Write a damaged mark of the pseudonym key again, where the people maps show that the key is
    still the one that raw was made with."""
    from ingest import paths
    from ingest.load import people_map
    from ingest.read import pseudonyms

    file = paths.key_check(home())
    if not file.exists() or pseudonyms.read_mark(file) is not None:
        return []
    try:
        secret = environment_secret.read(pseudonyms.VARIABLE)
    except (OSError, UnicodeDecodeError):
        return []  # the load rejects the files of people, and says what to do
    if not people_map.is_made_with(home(), secret):
        return []  # the load rejects the files of people, and says what to do
    pseudonyms.write_mark(home(), secret)
    return [f"DAMAGED {file}: written again. The people maps show that the key is the same."]


def rows(files: "Iterable[RowFile]", *, by_hash: bool = False) -> list[str]:
    """Let the files of missing and damaged rows be loaded again, by the next task that registers
    files. The warehouse, which may hold rows of a damaged file, is deleted: it is built again from
    raw."""
    from ingest.arrive import damaged_rows

    damage = damaged_rows.revalidate(home(), files, by_hash=by_hash)
    found = [
        f"DAMAGED {path}: its rows are loaded again from landing/.received, and the warehouse is "
        "built again."
        for path in damage.damaged
    ]
    if damage.damaged:
        warehouse.delete(home() / "warehouse.duckdb")
    if damage.missing:
        found.append(
            f"{count(len(damage.missing), 'file')} of raw and quarantine missing: loaded again."
        )
    return found


def _damage(file: Path) -> str | None:
    """What SQLite finds wrong; None also for a file that is locked or can't be opened."""
    if not file.exists():
        return None
    try:
        with closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT_SECONDS)) as connection:
            [found] = connection.execute("pragma quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        return None
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if found == "ok" else "its pages contradict each other"


def _set_aside(file: Path, why: str, ending: str) -> str:
    aside = file.with_name(f"{file.name}.{ending}")
    file.replace(aside)
    for suffix in ("-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    return f"{file} ({why}): set aside as {aside.name}"


def people_maps() -> Iterator[str]:
    """Delete people maps that can't be read; the files with their case ids are loaded again."""
    from ingest.arrive import revalidation
    from ingest.load import people_map

    for file in people_map.damaged(home()):
        la_code = file.stem
        files = revalidation.revalidate_people(home(), la_code)
        file.unlink()
        yield (
            f"DAMAGED {file}: deleted. It is made again from {files} file(s) of {la_code}, which "
            "are loaded again."
        )
