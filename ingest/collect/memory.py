"""What was collected from an authority for a source, so that it is collected once.

It lies beside landing (`landing/.received/collected`), because landing is what it is about. Without
it, everything is fetched again; a file whose bytes lie in landing already is then left as it is.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ingest import json_files, paths
from ingest.collect.source import NotCollected, RemoteFile


@dataclass(frozen=True)
class Collected:
    """A file as it was when it was collected, and its path below landing."""

    size: int
    modified: float
    version: str
    sha256: str
    landed: str

    def is_of(self, file: RemoteFile) -> bool:
        """Whether the file at its source is still the one that was collected."""
        return (self.size, self.modified, self.version) == (file.size, file.modified, file.version)


@dataclass
class Memory:
    """`files`: by connection and path at the source. `queries`: by dataset, the nights whose result
    was collected, with its hash. `problems`: feeds that failed last, in one line each."""

    path: Path
    files: dict[str, Collected] = field(default_factory=dict)
    queries: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def write(self) -> None:
        content = {
            "files": {key: asdict(each) for key, each in sorted(self.files.items())},
            "queries": self.queries,
            "problems": self.problems,
        }
        json_files.write(self.path, content)

    def forget_absent(self, folder: str, present: set[str]) -> None:
        """Forget the files of a folder (`<connection>:<folder>/`) that are no longer there."""
        for key in list(self.files):
            inside = key.removeprefix(folder)
            if inside != key and "/" not in inside and key not in present:
                del self.files[key]


def read(home: Path, la_code: str, source: str) -> Memory:
    """Raises NotCollected where the file can't be read."""
    path = file(home, la_code, source)
    if not path.exists():
        return Memory(path)
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        files = {key: Collected(**each) for key, each in found["files"].items()}
        return Memory(path, files, found["queries"], found["problems"])
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotCollected(
            f"{path} can't be read. Expected what was collected from {la_code}. Restore it from a "
            "backup, or delete it: then every file that is at its source is fetched again."
        ) from None


def file(home: Path, la_code: str, source: str) -> Path:
    return folder(home) / f"{la_code}.{source}.json"


def folder(home: Path) -> Path:
    return paths.received(home) / "collected"


def problems(home: Path, source: str, la_codes: Sequence[str]) -> list[tuple[str, str]]:
    """The feeds that failed last: authority and problem."""
    return [
        (la_code, problem)
        for la_code in la_codes
        for problem in read(home, la_code, source).problems
    ]
