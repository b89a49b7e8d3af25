"""Control files that arrive or change after their file was registered. The file is loaded again and
compared with what its control file states now, as it would be if both had arrived together."""

import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest import control_file, filenames, paths
from ingest.arrival import ArrivalRecord, Stored
from ingest.arrive import original_check
from ingest.arrive.record_arrival import GONE, record_again
from ingest.control_file import ControlFile
from ingest.register import arrivals
from ingest.register.arrivals import FileState


def revalidate(
    home: Path, changed: dict[str, FileState], arriving: Collection[str], settle_seconds: float
) -> None:
    """Make the files pending whose control file has changed and states something else now; note
    the states of the control files. `changed` are those that are new or changed since their state
    was noted, `arriving` the paths of files that are not registered as they are now: their control
    files wait with them, and so does one that may be half written."""
    noted = {}
    for path, state in changed.items():
        waits = False
        for record in _files_of(home, path):
            stated = control_file.read(paths.landing(home) / record.file_path)
            half = bool(stated and stated.unreadable) and _age(state) < settle_seconds
            if half or record.file_path in arriving:
                waits = True
            elif stated != record.stated:
                waits |= not _revalidate(home, record, stated)
        if not waits:
            noted[path] = state
    if noted:
        arrivals.add(home, [], noted)


def _files_of(home: Path, control: str) -> list[ArrivalRecord]:
    """The newest version of each file that a control file can be about."""
    newest: dict[str, ArrivalRecord] = {}
    for record in arrivals.beginning_with(home, control.removesuffix(filenames.CONTROL)):
        if Path(control) in filenames.beside(Path(record.file_path), filenames.CONTROL):
            latest = newest.setdefault(record.file_path, record)
            newest[record.file_path] = max(latest, record, key=_in_order)
    return [
        each
        for each in newest.values()
        if not (each.landed_as or each.bytes_missing or each.stored in GONE)
    ]


def _in_order(record: ArrivalRecord) -> tuple[str, str]:
    return (record.precedence, record.load_id)


def _age(state: FileState) -> float:
    """Seconds since the disk changed the file: a sender can give a file any other time."""
    return time.time() - state[2] / 1e9


def _revalidate(home: Path, record: ArrivalRecord, stated: ControlFile | None) -> bool:
    """Make a file pending; return False where its stored bytes are needed for it and are lost."""
    if not filenames.is_container(PurePosixPath(record.file_path)):
        arrivals.amend(home, replace(record, stated=stated), revalidate=True)
    elif record.stored is Stored.AS_RECEIVED:  # an erasure leaves no container to be opened
        if original_check.damaged(home, record) and not original_check.restore_from_landing(
            home, record
        ):
            return False
        arrivals.add(home, record_again(home, record))
    return True
