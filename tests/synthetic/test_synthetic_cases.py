"""The case files are consistent, and their shares are close to England's."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from synthetic.authority import AUTHORITIES
from synthetic.cases.names import NEEDS
from tests.synthetic.landed import night

NIGHT = "2026-11-18"
DATASETS = ("persons", "requests", "assessments", "plans", "needs")

Tables = dict[str, list[dict[str, str]]]


@pytest.fixture(params=sorted(AUTHORITIES))
def tables(request: pytest.FixtureRequest, home: Path) -> Tables:
    """Return a night without spoilt rows, of each authority."""
    return {dataset: night(home, request.param, dataset, NIGHT) for dataset in DATASETS}


def test_every_reference_exists(tables: Tables) -> None:
    persons = {row["person_id"] for row in tables["persons"]}
    requests = {row["request_id"] for row in tables["requests"]}
    plans = {row["plan_id"] for row in tables["plans"]}
    assert len(persons) == len(tables["persons"])
    assert len(requests) == len(tables["requests"])
    assert len(plans) == len(tables["plans"])
    assert {row["person_id"] for row in tables["requests"] + tables["plans"]} <= persons
    assert {row["request_id"] for row in tables["assessments"] + tables["plans"]} <= requests
    assert {row["plan_id"] for row in tables["needs"]} == plans


def test_dates_are_in_order_and_known_by_the_night(tables: Tables) -> None:
    issued = {row["request_id"]: row["assessment_outcome_date"] for row in tables["assessments"]}
    for row in tables["requests"]:
        days = [row["received_date"], row["request_outcome_date"], issued.get(row["request_id"])]
        known = [day for day in days if day]
        assert known == sorted(known)
        assert all(day <= NIGHT for day in known)
    for plan in tables["plans"]:
        assert plan["start_date"] <= (plan["cease_date"] or NIGHT) <= NIGHT
        assert bool(plan["cease_date"]) == bool(plan["cease_reason"])


def test_outcomes_lead_to_assessments_and_plans(tables: Tables) -> None:
    assessed = {row["request_id"]: row for row in tables["assessments"]}
    planned = {row["request_id"]: row for row in tables["plans"]}
    assert len(assessed) == len(tables["assessments"])
    for row in tables["requests"]:
        code, outcome = row["request_id"], row["request_outcome"]
        assert bool(row["request_outcome_date"]) == (outcome in "YN")
        assert (code in assessed) == (outcome in "YH" and not row["exported_la"])
        if code not in assessed:
            assert code not in planned
            continue
        assessment = assessed[code]
        issued = assessment["assessment_outcome"] == "Y" and assessment["assessment_outcome_date"]
        assert (code in planned) == bool(issued or assessment["assessment_outcome"] == "H")
        if issued:
            assert planned[code]["start_date"] == assessment["assessment_outcome_date"]


def test_people_are_invented_and_under_26(tables: Tables) -> None:
    for row in tables["persons"]:
        age = (date.fromisoformat(NIGHT) - date.fromisoformat(row["birth_date"])).days / 365.25
        assert 0 <= age < 26
        assert re.fullmatch(r"ZZ\d{1,2} \d[A-Z]{2}", row["postcode"])
        assert re.fullmatch(r"[A-Z]99[01]\d{9}", row["upn"]) or row["upn_unknown"]
        assert re.fullmatch(r"(\d{10})?", row["uln"])


def test_some_children_have_two_requests(tables: Tables) -> None:
    assert max(Counter(row["person_id"] for row in tables["requests"]).values()) > 1


def test_needs_and_outcomes_are_close_to_englands(tables: Tables) -> None:
    needs = Counter(row["sen_type"] for row in tables["needs"] if row["sen_type_rank"] == "1")
    for code, share in NEEDS.items():
        assert abs(100 * needs[code] / needs.total() - share) < 4
    outcomes = Counter(row["request_outcome"] for row in tables["requests"])
    decided = outcomes["Y"] + outcomes["N"]
    assert 0.18 < outcomes["N"] / decided < 0.33
    assert set(outcomes) == set("YNAWH")


@pytest.mark.parametrize(("la_code", "low", "high"), [("990", 80, 90), ("991", 28, 42)])
def test_share_in_time_is_that_of_the_authority(
    answers: dict[str, Any], la_code: str, low: int, high: int
) -> None:
    timeliness = answers["authorities"][la_code]["expected"]["timeliness"]
    years = timeliness["final_plan_20_weeks"]["calendar_year"].values()
    completed = sum(year["completed"] for year in years)
    exceptions = completed - sum(year["completed_excluding_exceptions"] for year in years)
    assert low < 100 * sum(year["within_time"] for year in years) / completed < high
    assert 0.03 < exceptions / completed < 0.10
    decisions = timeliness["decision_6_weeks"]["calendar_year"].values()
    in_time = sum(d["within_time"] for d in decisions) / sum(d["completed"] for d in decisions)
    assert 0.80 < in_time < 0.95


def test_caseload_grows_by_about_a_tenth(answers: dict[str, Any]) -> None:
    for authority in answers["authorities"].values():
        january = list(authority["expected"]["plans"]["active_january"].values())
        growth = [later / earlier for earlier, later in pairwise(january)]
        assert all(1.06 < rate < 1.20 for rate in growth)


def test_every_status_occurs(answers: dict[str, Any]) -> None:
    for authority in answers["authorities"].values():
        assert len(authority["expected"]["requests"]["by_status"]) == 11
