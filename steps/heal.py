"""Sets damaged files that are derived from others aside, or deletes them, so that the same night
makes them again. The functions return, or log, a line for the person on call about each such file.

A file that holds identifiers of people is deleted and not set aside: an erasure would not find it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from steps.reporting import home, log

BUSY_TIMEOUT_SECONDS = 120.0


def before_a_night(metadata: Path) -> list[str]:
    """Check the register, Airflow's metadata and the people maps."""
    found = [
        sqlite_file(metadata, "It is made again, without the history of runs"),
        _register(),
        *_people_maps(),
    ]
    return [each for each in found if each]


def before_a_source() -> None:
    """Check the register and the people maps, and write what was found into the log."""
    for line in (_register(), *_people_maps()):
        if line:
            log.warning(line)


def sqlite_file(file: Path, then: str) -> str | None:
    """Set a SQLite file aside where it is damaged, and return a line about it; `then` is the
    sentence that states what happens next."""
    damage = _damage(file)
    if damage is None:
        return None
    return _set_aside(file, damage, then)


def _register() -> str | None:
    from ingest import paths
    from ingest.register import database

    file, then = paths.register(home()), "Every file is loaded again from landing/.received"
    damage = _damage(file) or database.foreign_layout(file)
    return _set_aside(file, damage, then) if damage else None


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


def _set_aside(file: Path, damage: str, then: str) -> str:
    aside = file.with_name(f"{file.name}.damaged")
    file.replace(aside)
    for suffix in ("-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    return f"DAMAGED {file} ({damage}): set aside as {aside.name}. {then}."


def _people_maps() -> Iterator[str]:
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
