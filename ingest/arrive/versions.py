"""Numbers the versions of a file by the order in which they were recorded.

The file that lies in landing now is the current version, whatever its modification time: with
`cp -p` and `rsync -t`, a correction can have an older time than the file that it corrects.
The number is part of the arrival record and survives the register.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest.arrival import ArrivalRecord
from ingest.register import arrivals

NUMBERED = re.compile(r"v(\d{6})")
Name = tuple[str, ...]  # authority, source, the name that files of one version share


class Versions:
    """The versions of a source's files that are known."""

    def __init__(self, home: Path, source: str) -> None:
        self._newest: dict[Name, int] = {}
        self._current: dict[str, tuple[str, str]] = {}
        self._number: dict[str, int] = {}
        for path, precedence, load_id in arrivals.precedences(home, source):
            self._note(path, precedence, load_id)

    def numbered(self, records: list[ArrivalRecord]) -> list[ArrivalRecord]:
        """Records of one landed file, its own last, with the number in their precedence. Content
        that was current at its path keeps its number; any other is newer than all of its name."""
        if not records:
            return []
        own = records[-1]
        _, current = self._current.get(own.file_path, ("", ""))
        if current == own.load_id:
            number = self._number[current]
        else:
            names = (_name(each.file_path, each.precedence) for each in records)
            number = 1 + max(self._newest.get(name, 0) for name in names)
        return list(self._with(number, records))

    def _with(self, number: int, records: list[ArrivalRecord]) -> Iterable[ArrivalRecord]:
        for each in records:
            # a space sorts before any character of a name: `x` before `x__corrected`
            record = replace(each, precedence=f"{each.precedence} v{number:06}")
            self._note(record.file_path, record.precedence, record.load_id)
            yield record

    def _note(self, path: str, precedence: str, load_id: str) -> None:
        name, _, version = precedence.rpartition(" ")
        found = NUMBERED.fullmatch(version)
        # a record of an earlier release has a time there, which sorts before any number
        number = int(found[1]) if found else 1
        key = _name(path, name)
        self._newest[key] = max(number, self._newest.get(key, 0))
        self._current[path] = max((precedence, load_id), self._current.get(path, ("", "")))
        self._number[load_id] = number


def _name(path: str, name: str) -> Name:
    return (*PurePosixPath(path).parts[:2], name)
