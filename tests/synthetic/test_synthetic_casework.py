"""Advice, placements, costs, reviews and the Safety Valve are consistent and of realistic size."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from synthetic.authority import AUTHORITIES
from tests.synthetic.landed import money, night

NIGHT = "2026-11-18"
DATASETS = (
    "requests", "assessments", "plans", "advice", "placements", "reviews", "placement_costs",
    "supplier_providers", "agreement", "workstreams",
)  # fmt: skip

Row = dict[str, str]
Tables = dict[str, list[Row]]


@pytest.fixture(params=sorted(AUTHORITIES))
def tables(request: pytest.FixtureRequest, home: Path) -> Tables:
    """Return a night without spoilt rows, of each authority."""
    return {dataset: night(home, request.param, dataset, NIGHT) for dataset in DATASETS}


def current(tables: Tables) -> list[Row]:
    active = {row["plan_id"] for row in tables["plans"] if not row["cease_date"]}
    stays = tables["placements"]
    return [row for row in stays if row["plan_id"] in active and not row["leaving_date"]]


@pytest.mark.parametrize(
    ("dataset", "key", "column", "parent"),
    [
        ("advice", "advice_id", "request_id", "assessments"),
        ("placements", "placement_id", "plan_id", "plans"),
        ("reviews", "review_id", "plan_id", "plans"),
        ("placement_costs", "cost_id", "placement_id", "placements"),
    ],
)
def test_keys_are_unique_and_every_reference_exists(
    tables: Tables, dataset: str, key: str, column: str, parent: str
) -> None:
    rows = tables[dataset]
    assert len({row[key] for row in rows}) == len(rows)
    assert {row[column] for row in rows} <= {row[column] for row in tables[parent]}


@pytest.mark.parametrize(
    ("dataset", "dates"),
    [
        ("advice", ("requested_date", "received_date")),
        ("placements", ("entry_date", "leaving_date")),
        ("reviews", ("meeting_date", "decision_date", "final_date")),
        ("reviews", ("decision_date", "draft_date", "phase_transfer_final_date")),
    ],
)
def test_dates_are_in_order_and_known_by_the_night(
    tables: Tables, dataset: str, dates: tuple[str, ...]
) -> None:
    for row in tables[dataset]:
        known = [row[name] for name in dates if row[name]]
        assert known == sorted(known)
        assert all(day <= NIGHT for day in known)


def test_a_placement_has_one_setting_and_first_placements_do_not_overlap(tables: Tables) -> None:
    stays = defaultdict(list)
    for row in tables["placements"]:
        assert sum(row[name] != "" for name in ("urn", "ukprn", "sen_setting")) == 1
        if row["placement_rank"] == "1":
            stays[row["plan_id"]].append((row["entry_date"], row["leaving_date"] or "9999"))
    for one in stays.values():
        assert all(left < entered for (_, left), (entered, _) in pairwise(sorted(one)))


def test_settings_are_close_to_englands(tables: Tables) -> None:
    active = [row for row in tables["plans"] if not row["cease_date"]]
    placed = current(tables)
    assert 1.05 < len(placed) / len(active) < 1.15
    first = [row for row in placed if row["placement_rank"] == "1"]
    mainstream = {
        row["urn"]
        for row in tables["supplier_providers"]
        if row["provider_name"].startswith("Invented School")
    }
    where = Counter(
        "college" if row["ukprn"]
        else "elsewhere" if row["sen_setting"]
        else "mainstream" if row["urn"] in mainstream
        else "special"
        for row in first
    )  # fmt: skip
    share = {kind: 100 * count / where.total() for kind, count in where.items()}
    assert 37 < share["mainstream"] < 46
    assert 27 < share["special"] < 37
    assert 10 < share["college"] < 20
    assert 6 < share["elsewhere"] < 14


def test_reviews_come_yearly_and_some_are_late(tables: Tables) -> None:
    meetings = defaultdict(list)
    for row in tables["reviews"]:
        meetings[row["plan_id"]].append(date.fromisoformat(row["meeting_date"]))
        assert bool(row["decision_date"]) == bool(row["outcome"])
        assert bool(row["phase_transfer_due_date"]) == (row["phase_transfer"] == "1")
    gaps = [(b - a).days for days in meetings.values() for a, b in pairwise(sorted(days))]
    assert min(gaps) > 300
    assert 0.2 < sum(gap > 366 for gap in gaps) / len(gaps) < 0.4
    decided = [row for row in tables["reviews"] if row["decision_date"]]
    in_time = sum(
        (date.fromisoformat(r["decision_date"]) - date.fromisoformat(r["meeting_date"])).days <= 28
        for r in decided
    )
    assert 0.5 < in_time / len(decided) < 0.7
    assert {row["outcome"] for row in decided} == set("ACM")


def test_shares_of_costs_add_up_and_amounts_are_realistic(tables: Tables) -> None:
    amounts = defaultdict(list)
    joint = 0
    for row in tables["placement_costs"]:
        shares = [Decimal(row[name]) for name in ("education_pct", "social_care_pct", "health_pct")]
        assert sum(shares) == 100
        assert row["start_date"] <= (row["end_date"] or "9999")
        joint += shares[0] != 100
        if row["price_basis"] != "weekly":
            amounts[row["spend_category"]].append(money(row["annual_amount"]))
    mean = {category: sum(each) / len(each) for category, each in amounts.items()}
    assert 10_000 < mean["special_school"] < 14_000
    assert 48_000 < mean["independent_nmss"] < 65_000
    assert 3_500 < mean["mainstream_top_up"] < 6_000
    assert 2 < joint < 60


def test_every_provider_is_a_supplier_in_the_ledger(home: Path, tables: Tables) -> None:
    for la_code in AUTHORITIES:
        lines = night(home, la_code, "transactions", NIGHT)
        paid = {row["supplier_id"] for row in lines if row["supplier_id"]}
        known = {row["supplier_id"] for row in night(home, la_code, "supplier_providers", NIGHT)}
        assert known < paid


def test_the_agreement_ends_without_a_deficit(tables: Tables) -> None:
    """retained(t) = retained(t-1) + total after mitigations - payment."""
    lines: defaultdict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in tables["agreement"]:
        lines[row["version"], row["financial_year"]][row["line"]] = money(row["amount"])
    assert len(lines) == 10
    retained = {"original": Decimal(0), "latest": Decimal(0)}
    for (version, _), of in sorted(lines.items()):
        retained[version] += of.get("opening_deficit", Decimal(0)) - of["safety_valve_payment"]
        retained[version] += sum(
            (of[name] for name in ("block_transfer", "expenditure_before_savings", "investment",
                                   "schedule_a", "schedule_b", "schedule_c")),
            -of["hnb_allocation"],
        )  # fmt: skip
        assert max(of["schedule_a"], of["schedule_b"], of["schedule_c"]) <= 0
    assert abs(retained["original"]) < 10
    assert retained["latest"] > 100_000
    statuses = {(r["version"], r["financial_year"], r["status"]) for r in tables["agreement"]}
    assert ("latest", "2025-26", "outturn") in statuses
    assert ("latest", "2026-27", "forecast") in statuses


def test_workstreams_are_reported_each_quarter_up_to_the_night(tables: Tables) -> None:
    rows = tables["workstreams"]
    assert {row["as_at"] for row in rows} == {"2026-03-31", "2026-06-30", "2026-09-30"}
    assert {row["rag"] for row in rows} == {"red", "amber", "green"}
    for row in rows:
        begun = f"{row['financial_year'][:4]}-04-30" < row["as_at"]
        assert (row["delivered"] != "") == begun
        assert money(row["delivered"] or "0") <= money(row["forecast"])
