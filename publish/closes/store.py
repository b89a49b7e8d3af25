"""The stored records of closed periods: decisions of people, with the figures of that day.

Each close has a folder, `landing/.received/closes/<la_code>/<financial_year>/<period>/v<n>/`, which
is written once and never changed; a reopening is a file beside it, `v<n>.reopened.json`. A decision
cannot be derived from other files, so the records lie in landing and are backed up with it.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from publish.closes import known, sealed
from publish.closes.period import CloseRefused, Period
from publish.closes.record import ALL_FILES, FILES, Close, CloseRecord, Reopening, fingerprints
from send_home import temporary

_UNFINISHED = ".unfinished-"


@dataclass(frozen=True)
class Damage:
    """A record that was changed, or from which something is missing."""

    la_code: str
    place: str
    problem: str

    def __str__(self) -> str:
        return (
            f"{self.place}: {self.problem}. The record of a close is never edited: restore the "
            "folder from your backup of landing."
        )


def root(home: Path) -> Path:
    return home / known.ROOT


def read(home: Path, la_code: str = "*") -> tuple[list[Close], list[Damage]]:
    """Return the intact closes by authority, year, period and version, and what is damaged or gone.

    A close that misses an earlier record is in both lists. Raises CloseRefused where it can't be
    told what is gone.
    """
    closes, damaged = [], []
    for folder in sorted(root(home).glob(f"{la_code}/*/*/v*/")):
        try:
            closes.append(_read(folder))
        except FileNotFoundError as gone:
            damaged.append(_damage(home, folder, f"{Path(gone.filename).name} is missing"))
        except KeyError as entry:
            damaged.append(_damage(home, folder, f"a record has no entry {entry}"))
        except (OSError, ValueError, TypeError, ArithmeticError, CloseRefused) as error:
            damaged.append(_damage(home, folder, str(error)))
    closes.sort(key=lambda close: (close.record.period, close.record.version))
    damaged += [_damage(home, close.folder, gap) for close, gap in _gaps(closes)]
    damaged += [
        Damage(code, place, "it was written, and it is missing")
        for code, place in known.missing(home)
        if la_code in ("*", code)
    ]
    return closes, damaged


def _damage(home: Path, folder: Path, problem: str) -> Damage:
    place = folder.relative_to(root(home))
    return Damage(place.parts[0], str(folder.relative_to(home)), problem)


def _read(folder: Path) -> Close:
    entries, seal = sealed.read(folder / "close.json")
    record, files = CloseRecord.from_json(entries), entries["files"]
    expected = _folder(folder.parents[3], record)
    if folder != expected:
        raise ValueError(f"close.json belongs to {expected.relative_to(folder.parents[3])}")
    for name in sorted({*FILES, *files}):
        if sealed.sha256(folder / name) != files[name]:
            raise ValueError(f"{name} is not what was written: its hash differs")
    if any(entries[name] != digest for name, digest in fingerprints(files).items()):
        raise ValueError("close.json's hashes are not those of its files")
    return Close(folder, record, files, seal, _read_reopening(folder, seal))


def _read_reopening(folder: Path, seal: str) -> Reopening | None:
    path = _reopening(folder)
    if not path.exists():
        return None
    entries, _ = sealed.read(path)
    if entries["closed_sha256"] != seal:
        raise ValueError(f"{path.name} is of another close")
    return Reopening.from_json(entries)


def _gaps(closes: Sequence[Close]) -> Iterator[tuple[Close, str]]:
    """Yield each close with an earlier record that it needs and that is missing.

    An earlier folder that exists but is damaged is not reported again here.
    """
    intact = {close.folder: close for close in closes}
    for close in closes:
        period, version = close.record.period.financial_period, close.record.version
        earlier = close.folder.with_name(f"v{version - 1}")
        if version > 1 and not earlier.exists():
            yield close, f"its v{version - 1} is missing"
        elif earlier in intact and intact[earlier].reopening is None:
            yield close, f"the record that v{version - 1} was reopened is missing"
        if period > 1 and not (close.folder.parents[1] / str(period - 1) / "v1").exists():
            yield close, f"the close of period {period - 1} is missing"


@contextmanager
def unfinished_folder(home: Path, period: Period) -> Iterator[Path]:
    """Give a folder for the files of a new close, and remove it unless `write` renamed it."""
    parent = _period_folder(root(home), period)
    parent.mkdir(parents=True, exist_ok=True)
    for leftover in parent.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(leftover)
    building = parent / f"{_UNFINISHED}{os.getpid()}"
    building.mkdir()
    try:
        yield building
    finally:
        shutil.rmtree(building, ignore_errors=True)


def write(home: Path, building: Path, record: CloseRecord) -> Close:
    """Seal the files of a close and give the folder its name in one step; raises OSError where a
    close of that version exists."""
    kept = [name for name in ALL_FILES if name in FILES or (building / name).exists()]
    files = {name: sealed.sha256(building / name) for name in kept}
    entries = {**record.to_json(), **fingerprints(files), "files": files}
    seal = sealed.write(building / "close.json", entries)
    for name in kept:
        (building / name).chmod(0o400)
        sealed.flush(building / name)
    sealed.flush(building)
    folder = _folder(root(home), record)
    building.rename(folder)
    sealed.flush(folder.parent)
    return Close(folder, record, files, seal)


def reopen(close: Close, reopening: Reopening) -> None:
    """Record the reopening of a close; raises FileExistsError where it has one already. Whoever
    decides holds the lock of the home, so that no other process records one meanwhile."""
    path = _reopening(close.folder)
    if path.exists():
        raise FileExistsError(path)
    part = temporary.file(path)
    sealed.write(part, {**reopening.to_json(), "closed_sha256": close.seal})
    part.rename(path)
    sealed.flush(path.parent)


def _period_folder(closes: Path, period: Period) -> Path:
    return closes / period.la_code / period.financial_year / str(period.financial_period)


def _folder(closes: Path, record: CloseRecord) -> Path:
    return _period_folder(closes, record.period) / f"v{record.version}"


def _reopening(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.reopened.json")
