"""Spoil a known handful of rows of a night's extracts, and work out what else falls with them.

A spoilt row is quarantined; so is a row that refers to a quarantined one; of two rows that are the
same to the last character one is kept and one counted a duplicate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from synthetic.extracts import KEYS, Row, row_key

# child dataset -> its columns and the dataset, by its first key column, that each refers to
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
}
# A file loses whole above 5 % bad rows; spoiling stays clear of it however small the file.
MOST_SPOILT = 0.02


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong with a row, in which column; `duplicate` rows are not errors."""

    kind: str
    column: str
    duplicate: bool = False


Marked = list[tuple[Row, Mark | None]]
Change = Callable[[Row], Row]


@dataclass(frozen=True, slots=True)
class Spoiler:
    """One way to spoil one dataset; `fits` picks the rows it can be done to."""

    kind: str
    column: str
    change: Change
    fits: Callable[[Row], bool] = bool  # any row, unless it says otherwise
    adds_row: bool = False  # the changed row is added after the good one instead of replacing it


def _put(**values: str) -> Change:
    return lambda row: {**row, **values}


def _days_before(column: str, other: str, **also: str) -> Change:
    def change(row: Row) -> Row:
        earlier = date.fromisoformat(row[other]) - timedelta(days=10)
        return {**row, column: earlier.isoformat(), **also}

    return change


def _refused(row: Row) -> bool:
    return row["request_outcome"] == "N"


def _issued(row: Row) -> bool:
    return row["assessment_outcome_date"] != ""


SPOILERS: dict[str, tuple[Spoiler, ...]] = {
    "persons": (
        Spoiler("exact_duplicate", "person_id", _put(), adds_row=True),
        Spoiler("bad_date", "birth_date", _put(birth_date="31/02/2026")),
        Spoiler("bad_code", "sex", _put(sex="X")),
        Spoiler("age_out_of_range", "birth_date", _put(birth_date="1974-05-01")),
        Spoiler("duplicate_key", "person_id", _put(ethnicity="NOBT"),
                lambda row: row["ethnicity"] != "NOBT", adds_row=True),
    ),
    "requests": (
        Spoiler("exact_duplicate", "request_id", _put(), adds_row=True),
        Spoiler("bad_date", "received_date", _put(received_date="2026-02-30"), _refused),
        Spoiler("bad_code", "request_outcome", _put(request_outcome="Q"), _refused),
        Spoiler("date_order", "request_outcome_date",
                _days_before("request_outcome_date", "received_date"), _refused),
        Spoiler("unknown_reference", "person_id", _put(person_id="P9999999"), _refused),
        Spoiler("duplicate_key", "request_id", _put(exported_la="990"), _refused, adds_row=True),
    ),
    "assessments": (
        Spoiler("exact_duplicate", "request_id", _put(), adds_row=True),
        Spoiler("bad_date", "assessment_outcome_date",
                _put(assessment_outcome_date="31/02/2026"), _issued),
        Spoiler("bad_code", "assessment_outcome", _put(assessment_outcome="Z"), _issued),
        Spoiler("unknown_reference", "request_id", _put(request_id="R9999999"), _issued),
        Spoiler("duplicate_key", "request_id", _put(assessment_outcome_date="2026-11-02"),
                lambda row: _issued(row) and row["assessment_outcome_date"] < "2026-10-01",
                adds_row=True),
    ),
    "plans": (
        Spoiler("exact_duplicate", "plan_id", _put(), adds_row=True),
        Spoiler("bad_date", "start_date", _put(start_date="2026-02-30")),
        Spoiler("bad_code", "dp", _put(dp="X")),
        Spoiler("date_order", "cease_date",
                _days_before("cease_date", "start_date", cease_reason="9")),
        Spoiler("unknown_reference", "person_id", _put(person_id="P9999999")),
        Spoiler("unknown_reference", "request_id", _put(request_id="R9999999")),
        Spoiler("duplicate_key", "plan_id", _put(start_date="2026-11-02"),
                lambda row: row["start_date"] < "2026-10-01", adds_row=True),
    ),
    "needs": (
        Spoiler("exact_duplicate", "plan_id", _put(), adds_row=True),
        Spoiler("bad_code", "sen_type", _put(sen_type="XYZ")),
        Spoiler("bad_number", "sen_type_rank", _put(sen_type_rank="first")),
        Spoiler("unknown_reference", "plan_id", _put(plan_id="PL9999999")),
        Spoiler("duplicate_key", "plan_id", _put(sen_type="DS"),
                lambda row: row["sen_type_rank"] == "2" and row["sen_type"] != "DS",
                adds_row=True),
    ),
    "placements": (
        Spoiler("exact_duplicate", "placement_id", _put(), adds_row=True),
        Spoiler("bad_date", "entry_date", _put(entry_date="31/09/2025")),
        Spoiler("bad_code", "sen_setting", _put(sen_setting="HOME"),
                lambda row: row["sen_setting"] != ""),
        Spoiler("two_places", "sen_setting", _put(sen_setting="OLA"),
                lambda row: row["urn"] != ""),
        Spoiler("date_order", "leaving_date", _days_before("leaving_date", "entry_date")),
        Spoiler("unknown_reference", "plan_id", _put(plan_id="PL9999999")),
        Spoiler("duplicate_key", "placement_id", _put(placement_rank="2"),
                lambda row: row["placement_rank"] == "1", adds_row=True),
    ),
    "reviews": (
        Spoiler("exact_duplicate", "review_id", _put(), adds_row=True),
        Spoiler("bad_date", "meeting_date", _put(meeting_date="2026-02-30")),
        Spoiler("bad_code", "outcome", _put(outcome="Q")),
        Spoiler("date_order", "decision_date", _days_before("decision_date", "meeting_date")),
        Spoiler("unknown_reference", "plan_id", _put(plan_id="PL9999999")),
        Spoiler("duplicate_key", "review_id", _put(outcome="C"),
                lambda row: row["outcome"] == "M", adds_row=True),
    ),
}  # fmt: skip


def leave_whole(extracts: dict[str, list[Row]]) -> dict[str, Marked]:
    """Mark nothing: the extracts of a good night."""
    return {dataset: [(row, None) for row in rows] for dataset, rows in extracts.items()}


def spoil(extracts: dict[str, list[Row]], rng: Random) -> dict[str, Marked]:
    """Spoil rows of every dataset and mark all that must be quarantined or counted twice."""
    # Spoilt persons are those without a request or plan, so that few other rows fall with them.
    busy = {row["person_id"] for name in ("requests", "plans") for row in extracts[name]}
    paid = _paid_for(extracts)
    marked: dict[str, Marked] = {}
    for dataset, rows in extracts.items():
        orphans = _orphans(dataset, rows, marked)
        free = {
            index
            for index, row in enumerate(rows)
            if index not in orphans
            and (dataset != "persons" or row["person_id"] not in busy)
            and row[KEYS[dataset][0]] not in paid.get(dataset, ())
        }
        chosen: dict[int, Spoiler] = {}
        for spoiler in SPOILERS.get(dataset, ())[: int(len(rows) * MOST_SPOILT)]:
            fitting = [i for i in sorted(free - chosen.keys()) if spoiler.fits(rows[i])]
            if fitting:
                chosen[rng.choice(fitting)] = spoiler
        marked[dataset] = [
            pair
            for index, row in enumerate(rows)
            for pair in _spoilt(row, chosen.get(index), orphans.get(index))
        ]
    return marked


def _paid_for(extracts: dict[str, list[Row]]) -> dict[str, set[str]]:
    # A school's list is of children: with one of them held back, nobody can say whom it is for.
    priced = {row["placement_id"] for row in extracts["placement_costs"]}
    stays = [row for row in extracts["placements"] if row["placement_id"] in priced]
    return {"placements": priced, "plans": {row["plan_id"] for row in stays}}


def _spoilt(row: Row, spoiler: Spoiler | None, orphan: Mark | None) -> Marked:
    if spoiler is None:
        return [(row, orphan)]
    exact = spoiler.kind == "exact_duplicate"
    mark = Mark(spoiler.kind, spoiler.column, duplicate=exact)
    good: Marked = [(row, None if exact else mark)] if spoiler.adds_row else []
    return [*good, (spoiler.change(row), mark)]


def _orphans(dataset: str, rows: list[Row], marked: dict[str, Marked]) -> dict[int, Mark]:
    """Find rows that refer to a row which is itself quarantined tonight."""
    orphans = {}
    for column, parent in REFERENCES[dataset]:
        known = {row[KEYS[parent][0]] for row in accepted(marked[parent])}
        for index, row in enumerate(rows):
            if row[column] and row[column] not in known:
                orphans[index] = Mark("parent_quarantined", column)
    return orphans


def accepted(rows: Marked) -> list[Row]:
    """Return the rows that should get through."""
    return [row for row, mark in rows if mark is None]


def findings(dataset: str, rows: Marked) -> list[dict[str, str | int]]:
    """List the marked rows by line number (header is line 1), without names."""
    return [
        {"line": line, "kind": mark.kind, "column": mark.column, "key": row_key(dataset, row)}
        for line, (row, mark) in enumerate(rows, start=2)
        if mark is not None
    ]
