"""One authority, night by night: write its files and say what should become of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from synthetic.accounts import high_needs_pounds
from synthetic.answers import case_answers
from synthetic.answers_finance import reconciliation_answers
from synthetic.answers_needs import needs_answers
from synthetic.answers_safety_valve import safety_valve_answers
from synthetic.authority import Authority
from synthetic.cases import CaseFiles, invent_cases
from synthetic.extracts import COLUMNS, Row, extracts_as_at
from synthetic.files import sent, sha256, write_rows
from synthetic.invoices import invent_invoices
from synthetic.ledger_files import write_ledger, write_truncated
from synthetic.safety_valve import agreement_lines, monitored_savings, write_safety_valve
from synthetic.school_census import write_school_census
from synthetic.spoil import Marked, accepted, findings, leave_whole, spoil

# la_code, dataset: doesn't come on the last night. Nothing refers to it and no figure hangs on it.
MISSING = ("991", "advice")


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line."""

    seed: int
    nights: list[date]
    scale: float
    ledger_lines: int
    spoil: bool
    bad_file: bool


def write_authority(
    landing: Path, authority: Authority, order: Order
) -> tuple[CaseFiles, dict[str, Any]]:
    """Write all of an authority's files; return its case files and its true answers."""
    files = invent_cases(authority, order.seed, order.scale)
    expected_files: list[dict[str, Any]] = []
    through: dict[str, list[Row]] = {}
    agreed_said: dict[str, date] = {}
    for night in order.nights:
        last = night == order.nights[-1]
        marked = _marked(authority, files, night, order, last)
        missing = _missing(authority, order) if last else []
        without = "sen_type" if last and order.bad_file and authority.la_code == "990" else ""
        for dataset, rows in marked.items():
            if dataset in missing:
                continue
            path = landing / authority.la_code / "case_system" / f"{dataset}__{night}.csv"
            lacking = without if dataset == "needs" else ""
            _write_extract(path, dataset, rows, authority, lacking)
            entry = _expected(landing, path, dataset, night.isoformat(), rows)
            if lacking:
                entry |= _rejected(len(rows), f"column {lacking} is missing")
            else:
                through[dataset] = accepted(rows)
            expected_files.append(entry)
        for row in through["assessments"]:
            if row["assessment_outcome"] == "Y":
                agreed_said.setdefault(row["request_id"], night)
    ledger_folder = landing / authority.la_code / "finance_ledger"
    invoices = invent_invoices(authority, order.seed, files.placements)
    written, totals = write_ledger(
        ledger_folder, authority, order.seed, order.ledger_lines, order.nights, invoices
    )
    base = high_needs_pounds(authority, invoices.spent())
    written += write_safety_valve(landing / authority.la_code, authority, base, order.nights)
    censuses, census = write_school_census(
        landing / authority.la_code, authority, order.seed, order.scale
    )
    written += censuses
    expected_files += [_all_good(landing, item) for item in written]
    if order.bad_file and authority.ledger.gzip_transactions:
        path = write_truncated(ledger_folder, authority, order.nights)
        expected_files.append(_truncated(landing, path))
    for entry in expected_files:
        sent(landing / entry["file"], date.fromisoformat(entry["business_date"]))
    _note_same_bytes(landing, expected_files)
    last_night = order.nights[-1]
    expected = {
        **case_answers(through, agreed_said, last_night),
        **needs_answers(through, last_night),
        "ledger": totals.answers(),
        "reconciliation": reconciliation_answers(invoices, files.placements, through, last_night),
        "school_census": census,
        "safety_valve": safety_valve_answers(
            agreement_lines(authority, base, last_night),
            monitored_savings(authority, base, last_night),
        ),
    }
    missing_files = [
        {
            "source": "case_system",
            "dataset": dataset,
            "due_date": last_night.isoformat(),
            "last_came": order.nights[-2].isoformat(),
        }
        for dataset in _missing(authority, order)
    ]
    return files, {
        "name": authority.name,
        "files": expected_files,
        "missing": missing_files,
        "expected": expected,
    }


def _missing(authority: Authority, order: Order) -> list[str]:
    """Return the datasets whose last file doesn't come; none is owed before the first, or on a
    weekend."""
    la_code, dataset = MISSING
    owed = order.spoil and len(order.nights) > 1 and order.nights[-1].weekday() < 5
    return [dataset] if owed and authority.la_code == la_code else []


def _note_same_bytes(landing: Path, entries: list[dict[str, Any]]) -> None:
    """Say which files repeat an earlier night's to the byte, as unchanged tables do."""
    first: dict[tuple[str, str], str] = {}
    for entry in sorted(entries, key=lambda entry: entry["business_date"]):
        entry["sha256"] = sha256(landing / entry["file"])
        seen = first.setdefault((entry["dataset"], entry["sha256"]), entry["file"])
        entry["same_bytes_as"] = None if seen == entry["file"] else seen


def _marked(
    authority: Authority, files: CaseFiles, night: date, order: Order, last: bool
) -> dict[str, Marked]:
    extracts = extracts_as_at(files, night)
    if order.spoil and last:
        return spoil(extracts, Random(f"{order.seed}:{authority.la_code}:spoil"))
    return leave_whole(extracts)


def _write_extract(
    path: Path, dataset: str, rows: Marked, authority: Authority, lacking: str
) -> None:
    columns = [column for column in COLUMNS[dataset] if column != lacking]
    cells = ([row[column] for column in columns] for row, _ in rows)
    write_rows(path, columns, cells, authority.cases)


def _expected(
    landing: Path, path: Path, dataset: str, business_date: str, rows: Marked
) -> dict[str, Any]:
    duplicate = sum(mark is not None and mark.duplicate for _, mark in rows)
    quarantined = sum(mark is not None and not mark.duplicate for _, mark in rows)
    return {
        "file": path.relative_to(landing).as_posix(),
        "source": "case_system",
        "dataset": dataset,
        "business_date": business_date,
        "outcome": "accepted_with_rejects" if quarantined else "accepted",
        "rows": len(rows),
        "accepted": len(rows) - quarantined - duplicate,
        "quarantined": quarantined,
        "duplicate": duplicate,
        "spoilt": findings(dataset, rows),
    }


def _rejected(rows: int, why: str) -> dict[str, Any]:
    """Return what replaces an entry's expectations where the file is refused whole."""
    return {
        "outcome": "rejected",
        "rows": rows,
        "accepted": 0,
        "quarantined": 0,
        "duplicate": 0,
        "spoilt": [],
        "why": why,
    }


def _all_good(landing: Path, item: dict[str, Any]) -> dict[str, Any]:
    return {
        "file": item["path"].relative_to(landing).as_posix(),
        "source": item["path"].parent.name,
        "dataset": item["dataset"],
        "business_date": item["business_date"],
        "outcome": "accepted",
        "rows": item["rows"],
        "accepted": item["rows"],
        "quarantined": 0,
        "duplicate": 0,
        "spoilt": [],
    }


def _truncated(landing: Path, path: Path) -> dict[str, Any]:
    day = path.name.split("__")[1].split(".")[0]
    item = {"path": path, "dataset": "transactions", "business_date": day, "rows": 0}
    return _all_good(landing, item) | _rejected(0, "gzip breaks off before its end")
