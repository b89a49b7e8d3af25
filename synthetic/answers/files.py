"""The true answers of each file: its expected outcome, and how many rows are accepted."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NotRequired, TypedDict

from synthetic.files import WrittenFile, sha256
from synthetic.spoil import SentRow, SpoiltRow, spoilt_rows


class ExpectedFile(TypedDict):
    """One file in landing with the outcome and counts that its receipt must show.

    `same_bytes_as` is an earlier file of the dataset with identical content, None without one.
    """

    file: str
    source: str
    dataset: str
    business_date: str
    outcome: str
    rows: int
    accepted: int
    quarantined: int
    duplicate: int
    spoilt: list[SpoiltRow]
    why: NotRequired[str]
    sha256: NotRequired[str]
    same_bytes_as: NotRequired[str | None]


class MissingFile(TypedDict):
    """A file that is expected on the last night and not written."""

    source: str
    dataset: str
    due_date: str
    last_came: str


def accepted_file(landing: Path, written: WrittenFile) -> ExpectedFile:
    """Return the answers of a file without faults."""
    return {
        "file": written.path.relative_to(landing).as_posix(),
        "source": written.path.parent.name,
        "dataset": written.dataset,
        "business_date": written.business_date.isoformat(),
        "outcome": "accepted",
        "rows": written.rows,
        "accepted": written.rows,
        "quarantined": 0,
        "duplicate": 0,
        "spoilt": [],
    }


def spoilt_file(landing: Path, written: WrittenFile, rows: list[SentRow]) -> ExpectedFile:
    """Return the answers of a file some of whose rows are quarantined or duplicates."""
    faults = [row.fault for row in rows if row.fault]
    duplicate = sum(fault.is_duplicate for fault in faults)
    quarantined = len(faults) - duplicate
    file = accepted_file(landing, written)
    file["outcome"] = "accepted_with_rejects" if quarantined else "accepted"
    file["accepted"] = written.rows - len(faults)
    file["quarantined"] = quarantined
    file["duplicate"] = duplicate
    file["spoilt"] = spoilt_rows(written.dataset, rows)
    return file


def rejected_file(landing: Path, written: WrittenFile, why: str) -> ExpectedFile:
    """Return the answers of a file that must be rejected."""
    file = accepted_file(landing, written)
    file["outcome"] = "rejected"
    file["accepted"] = 0
    file["why"] = why
    return file


def add_hashes(landing: Path, files: Iterable[ExpectedFile]) -> None:
    """Add each file's hash, and the earlier file of the dataset with identical content."""
    first: dict[tuple[str, str], str] = {}
    for file in sorted(files, key=lambda file: file["business_date"]):
        file["sha256"] = sha256(landing / file["file"])
        earliest = first.setdefault((file["dataset"], file["sha256"]), file["file"])
        file["same_bytes_as"] = None if earliest == file["file"] else earliest
