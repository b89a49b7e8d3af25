"""Writes the case system's extracts of every night, with spoilt rows on the last night."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from synthetic.answers.files import (
    ExpectedFile,
    MissingFile,
    rejected_file,
    spoilt_file,
)
from synthetic.authority import Authority
from synthetic.cases.case_files import CaseFiles
from synthetic.cases.datasets import COLUMNS, Extracts
from synthetic.cases.extracts import extracts_as_at
from synthetic.files import WrittenFile, write_rows
from synthetic.options import RunOptions
from synthetic.spoil import SentRow, accepted_rows, spoil, without_faults

SATURDAY = 5
# la_code and dataset of the file that is missing on the last night; no other dataset refers to it.
MISSING = ("991", "advice")
# Datasets that a small authority may have no row of; it sends no file then.
SENT_WHERE_KEPT = ("panel_decisions", "transitions", "consultations")
# la_code, dataset and column of the file that --bad-file writes without the column.
INCOMPLETE = ("990", "needs", "sen_type")


@dataclass(frozen=True, slots=True)
class ExtractFiles:
    """The files of all nights, and the rows that the warehouse must hold after the last night.

    `accepted` holds the rows of each dataset's latest accepted file. `first_agreed` gives the first
    night on which the extracts hold outcome Y of an assessment, by request_id.
    """

    files: list[ExpectedFile] = field(default_factory=list)
    missing: list[MissingFile] = field(default_factory=list)
    accepted: Extracts = field(default_factory=dict)
    first_agreed: dict[str, date] = field(default_factory=dict)


def write_extracts(
    landing: Path, authority: Authority, cases: CaseFiles, options: RunOptions
) -> ExtractFiles:
    """Write every dataset's file of every night."""
    found = ExtractFiles(missing=_missing_files(authority, options))
    missing = {(file["dataset"], file["due_date"]) for file in found.missing}
    for night in options.nights:
        for dataset, rows in _rows_of(night, authority, cases, options).items():
            if (dataset, night.isoformat()) in missing:
                continue
            if dataset in SENT_WHERE_KEPT and not rows:
                found.accepted[dataset] = []
                continue
            left_out = _left_out_column(authority, dataset, night, options)
            written = _write(landing, authority, dataset, night, rows, left_out)
            if left_out:
                reason = f"column {left_out} is missing"
                found.files.append(rejected_file(landing, written, reason))
            else:
                found.files.append(spoilt_file(landing, written, rows))
                found.accepted[dataset] = accepted_rows(rows)
        for row in found.accepted["assessments"]:
            if row["assessment_outcome"] == "Y":
                found.first_agreed.setdefault(row["request_id"], night)
    return found


def _missing_files(authority: Authority, options: RunOptions) -> list[MissingFile]:
    """Return the file that is missing on the last night, if one is expected then.

    None is expected at a weekend or before the dataset's first file.
    """
    la_code, dataset = MISSING
    is_expected = len(options.nights) > 1 and options.last_night.weekday() < SATURDAY
    if not (options.spoil and is_expected and authority.la_code == la_code):
        return []
    return [
        {
            "source": "case_system",
            "dataset": dataset,
            "due_date": options.last_night.isoformat(),
            "last_came": options.nights[-2].isoformat(),
        }
    ]


def _rows_of(
    night: date, authority: Authority, cases: CaseFiles, options: RunOptions
) -> dict[str, list[SentRow]]:
    extracts = extracts_as_at(cases, night)
    if options.spoil and night == options.last_night:
        return spoil(extracts, Random(f"{options.seed}:{authority.la_code}:spoil"))
    return without_faults(extracts)


def _left_out_column(authority: Authority, dataset: str, night: date, options: RunOptions) -> str:
    """Return the column that is left out of a file, empty for a complete file."""
    la_code, incomplete, column = INCOMPLETE
    is_incomplete = options.bad_file and night == options.last_night
    return column if is_incomplete and (authority.la_code, dataset) == (la_code, incomplete) else ""


def _write(
    landing: Path,
    authority: Authority,
    dataset: str,
    night: date,
    rows: list[SentRow],
    left_out: str,
) -> WrittenFile:
    path = landing / authority.la_code / "case_system" / f"{dataset}__{night}.csv"
    columns = [column for column in COLUMNS[dataset] if column != left_out]
    cells = ([sent.row[column] for column in columns] for sent in rows)
    write_rows(path, columns, cells, authority.cases)
    return WrittenFile(path, dataset, night, len(rows))
