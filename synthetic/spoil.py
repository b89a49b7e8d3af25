"""Spoils a few rows of a night's extracts and finds the rows that refer to them.

A spoilt row is quarantined, and so is a row that refers to a quarantined row. Of two identical rows
one is accepted and the other is a duplicate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple, TypedDict

from synthetic.cases.datasets import KEYS, Extracts, Row, row_key

# The columns of each dataset that refer to another dataset, by its first key column.
REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "persons": (),
    "requests": (("person_id", "persons"),),
    "assessments": (("request_id", "requests"),),
    "plans": (("person_id", "persons"), ("request_id", "requests")),
    "needs": (("plan_id", "plans"),),
    "advice": (("request_id", "requests"),),
    "placements": (("plan_id", "plans"),),
    "reviews": (("plan_id", "plans"),),
    "placement_costs": (("placement_id", "placements"),),
    "panel_decisions": (("placement_id", "placements"),),
    "transitions": (("plan_id", "plans"),),
    "consultations": (("plan_id", "plans"),),
}
# A file with more than 5 % bad rows is rejected; this share stays below it in a small file too.
MOST_SPOILT = 0.02


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, in which column; a duplicate is not quarantined."""

    kind: str
    column: str
    is_duplicate: bool = False


class SentRow(NamedTuple):
    """A row as it is written to the file, with its fault, None for a good row."""

    row: Row
    fault: Fault | None


class SpoiltRow(TypedDict):
    """A row with a fault as listed in answers.json: its line (the header is 1) and its key."""

    line: int
    kind: str
    column: str
    key: str


Change = Callable[[Row], Row]


@dataclass(frozen=True, slots=True)
class Spoiler:
    """One way to spoil a dataset's row; `fits` tells which rows it applies to.

    With `adds_row` the changed row follows the good one instead of replacing it.
    """

    kind: str
    column: str
    change: Change
    fits: Callable[[Row], bool] = bool  # every row
    adds_row: bool = False


def _with(**values: str) -> Change:
    return lambda row: {**row, **values}


def _days_before(column: str, other: str, **also: str) -> Change:
    def change(row: Row) -> Row:
        earlier = date.fromisoformat(row[other]) - timedelta(days=10)
        return {**row, column: earlier.isoformat(), **also}

    return change


def _declined(row: Row) -> bool:
    return row["request_outcome"] == "N"


def _issued(row: Row) -> bool:
    return row["assessment_outcome_date"] != ""


SPOILERS: dict[str, tuple[Spoiler, ...]] = {
    "persons": (
        Spoiler("exact_duplicate", "person_id", _with(), adds_row=True),
        Spoiler("bad_date", "birth_date", _with(birth_date="31/02/2026")),
        Spoiler("bad_code", "sex", _with(sex="X")),
        Spoiler("age_out_of_range", "birth_date", _with(birth_date="1974-05-01")),
        Spoiler("duplicate_key", "person_id", _with(ethnicity="NOBT"),
                lambda row: row["ethnicity"] != "NOBT", adds_row=True),
    ),
    "requests": (
        Spoiler("exact_duplicate", "request_id", _with(), adds_row=True),
        Spoiler("bad_date", "received_date", _with(received_date="2026-02-30"), _declined),
        Spoiler("bad_code", "request_outcome", _with(request_outcome="Q"), _declined),
        Spoiler("date_order", "request_outcome_date",
                _days_before("request_outcome_date", "received_date"), _declined),
        Spoiler("unknown_reference", "person_id", _with(person_id="P9999999"), _declined),
        Spoiler("duplicate_key", "request_id", _with(exported_la="990"), _declined, adds_row=True),
    ),
    "assessments": (
        Spoiler("exact_duplicate", "request_id", _with(), adds_row=True),
        Spoiler("bad_date", "assessment_outcome_date",
                _with(assessment_outcome_date="31/02/2026"), _issued),
        Spoiler("bad_code", "assessment_outcome", _with(assessment_outcome="Z"), _issued),
        Spoiler("unknown_reference", "request_id", _with(request_id="R9999999"), _issued),
        Spoiler("duplicate_key", "request_id", _with(assessment_outcome_date="2026-11-02"),
                lambda row: _issued(row) and row["assessment_outcome_date"] < "2026-10-01",
                adds_row=True),
    ),
    "plans": (
        Spoiler("exact_duplicate", "plan_id", _with(), adds_row=True),
        Spoiler("bad_date", "start_date", _with(start_date="2026-02-30")),
        Spoiler("bad_code", "dp", _with(dp="X")),
        Spoiler("date_order", "cease_date",
                _days_before("cease_date", "start_date", cease_reason="9")),
        Spoiler("unknown_reference", "person_id", _with(person_id="P9999999")),
        Spoiler("unknown_reference", "request_id", _with(request_id="R9999999")),
        Spoiler("duplicate_key", "plan_id", _with(start_date="2026-11-02"),
                lambda row: row["start_date"] < "2026-10-01", adds_row=True),
    ),
    "needs": (
        Spoiler("exact_duplicate", "plan_id", _with(), adds_row=True),
        Spoiler("bad_code", "sen_type", _with(sen_type="XYZ")),
        Spoiler("bad_number", "sen_type_rank", _with(sen_type_rank="first")),
        Spoiler("unknown_reference", "plan_id", _with(plan_id="PL9999999")),
        Spoiler("duplicate_key", "plan_id", _with(sen_type="DS"),
                lambda row: row["sen_type_rank"] == "2" and row["sen_type"] != "DS",
                adds_row=True),
    ),
    "placements": (
        Spoiler("exact_duplicate", "placement_id", _with(), adds_row=True),
        Spoiler("bad_date", "entry_date", _with(entry_date="31/09/2025")),
        Spoiler("bad_code", "sen_setting", _with(sen_setting="HOME"),
                lambda row: row["sen_setting"] != ""),
        Spoiler("two_places", "sen_setting", _with(sen_setting="OLA"),
                lambda row: row["urn"] != ""),
        Spoiler("date_order", "leaving_date", _days_before("leaving_date", "entry_date")),
        Spoiler("unknown_reference", "plan_id", _with(plan_id="PL9999999")),
        Spoiler("duplicate_key", "placement_id", _with(placement_rank="2"),
                lambda row: row["placement_rank"] == "1", adds_row=True),
    ),
    "reviews": (
        Spoiler("exact_duplicate", "review_id", _with(), adds_row=True),
        Spoiler("bad_date", "meeting_date", _with(meeting_date="2026-02-30")),
        Spoiler("bad_code", "outcome", _with(outcome="Q")),
        Spoiler("date_order", "decision_date", _days_before("decision_date", "meeting_date")),
        Spoiler("unknown_reference", "plan_id", _with(plan_id="PL9999999")),
        Spoiler("duplicate_key", "review_id", _with(outcome="C"),
                lambda row: row["outcome"] == "M", adds_row=True),
    ),
}  # fmt: skip


def without_faults(extracts: Extracts) -> dict[str, list[SentRow]]:
    """Return the extracts of a night without spoilt rows."""
    return {dataset: [SentRow(row, None) for row in rows] for dataset, rows in extracts.items()}


def spoil(extracts: Extracts, rng: Random) -> dict[str, list[SentRow]]:
    """Spoil rows of every dataset, and find all rows to be quarantined or counted as duplicates."""
    spared = _spared(extracts)
    sent: dict[str, list[SentRow]] = {}
    for dataset, rows in extracts.items():
        orphans = _orphans(dataset, rows, sent)
        free = {
            index
            for index, row in enumerate(rows)
            if index not in orphans and row[KEYS[dataset][0]] not in spared.get(dataset, ())
        }
        chosen = _choose(dataset, rows, free, rng)
        sent[dataset] = [
            each
            for index, row in enumerate(rows)
            for each in _sent(row, chosen.get(index), orphans.get(index))
        ]
    return sent


def _spared(extracts: Extracts) -> dict[str, set[str]]:
    """Return the keys of rows that are not spoilt, by dataset.

    They are persons with a request or plan, so that few other rows refer to a spoilt row; and
    placements with a price and their plans, because a school's list can only be matched when all of
    its children are known.
    """
    priced = {row["placement_id"] for row in extracts["placement_costs"]}
    placements = [row for row in extracts["placements"] if row["placement_id"] in priced]
    return {
        "persons": {row["person_id"] for name in ("requests", "plans") for row in extracts[name]},
        "placements": priced,
        "plans": {row["plan_id"] for row in placements},
    }


def _choose(dataset: str, rows: list[Row], free: set[int], rng: Random) -> dict[int, Spoiler]:
    """Choose a different row for each spoiler of a dataset, in a small file for the first few."""
    chosen: dict[int, Spoiler] = {}
    for spoiler in SPOILERS.get(dataset, ())[: int(len(rows) * MOST_SPOILT)]:
        fitting = [index for index in sorted(free - chosen.keys()) if spoiler.fits(rows[index])]
        if fitting:
            chosen[rng.choice(fitting)] = spoiler
    return chosen


def _sent(row: Row, spoiler: Spoiler | None, orphan: Fault | None) -> list[SentRow]:
    if spoiler is None:
        return [SentRow(row, orphan)]
    is_duplicate = spoiler.kind == "exact_duplicate"
    fault = Fault(spoiler.kind, spoiler.column, is_duplicate)
    # Of two rows with one key both are quarantined, unless they are identical.
    original = [SentRow(row, None if is_duplicate else fault)] if spoiler.adds_row else []
    return [*original, SentRow(spoiler.change(row), fault)]


def _orphans(dataset: str, rows: list[Row], sent: dict[str, list[SentRow]]) -> dict[int, Fault]:
    """Return the rows, by index, that refer to a row which is quarantined on the same night."""
    orphans = {}
    for column, parent in REFERENCES[dataset]:
        known = {row[KEYS[parent][0]] for row in accepted_rows(sent[parent])}
        for index, row in enumerate(rows):
            if row[column] and row[column] not in known:
                orphans[index] = Fault("parent_quarantined", column)
    return orphans


def accepted_rows(rows: list[SentRow]) -> list[Row]:
    """Return the rows that must be accepted."""
    return [sent.row for sent in rows if sent.fault is None]


def spoilt_rows(dataset: str, rows: list[SentRow]) -> list[SpoiltRow]:
    """Return the rows with a fault, by line."""
    return [
        {
            "line": line,
            "kind": sent.fault.kind,
            "column": sent.fault.column,
            "key": row_key(dataset, sent.row),
        }
        for line, sent in enumerate(rows, start=2)
        if sent.fault is not None
    ]
