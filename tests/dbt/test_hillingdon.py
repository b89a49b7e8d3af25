"""Hillingdon's 20-week rates of April to September 2021, from cases invented to have its counts.

One extract for each month-end is loaded. The council's table prints 83.0 for September and 94 for
its quarter; its own counts, 30 of 35 and 99 of 104, give 85.7 and 95.2.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.dbt.conftest import Warehouse, only
from tests.ingest import shapes

YEAR_BEFORE = date(2020, 9, 30)
REQUESTS_BEFORE, PROPOSED_BEFORE = 95, 62  # July to September 2020
ASSESSMENTS = (
    "request_id,assessment_outcome,assessment_outcome_date,assessment_mediation,"
    "assessment_tribunal,other_mediation,other_tribunal,week20"
)
PLANS = (
    "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,cease_date,cease_reason,"
    "transfer_la"
)


@dataclass
class Case:
    received: date
    proposed: date | None = None  # by the extract of this night
    issued: date | None = None


def month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def cases_of(table: list[dict[str, str]]) -> Iterator[Case]:
    """Cases that have the table's counts.

    A plan is issued on the first of a month, 140 or 141 days after its request, in the order in
    which plans were proposed.
    """
    months = {date.fromisoformat(row["month"] + "-01"): row for row in table}
    proposed = [month_end(m) for m, row in months.items() for _ in range(int(row["proposed"]))]
    received: list[date] = []
    for month, row in months.items():
        for days, column in ((140, "within_20"), (141, "not_within_20")):
            for _ in range(int(row[column])):
                received.append(month - timedelta(days=days))
                yield Case(received[-1], proposed.pop(0), month)
    yield from (Case(date(2021, 3, 1), night) for night in proposed)
    for month, row in months.items():
        earlier = sum(month <= day <= month_end(month) for day in received)
        yield from (Case(month) for _ in range(int(row["requested"]) - earlier))
    for number in range(REQUESTS_BEFORE):
        settled = number < PROPOSED_BEFORE
        yield Case(
            date(2020, 7, 1),
            YEAR_BEFORE if settled else None,
            date(2020, 11, 2) if settled else None,
        )


def extract(cases: list[Case], night: date) -> Iterator[tuple[str, str]]:
    """Every dataset as the case system had it that night."""
    known = [(n, case) for n, case in enumerate(cases) if case.received <= night]
    agreed = [(n, case) for n, case in known if case.proposed and case.proposed <= night]
    issued = {n: case.issued for n, case in agreed if case.issued and case.issued <= night}
    decided = {n: case.received + timedelta(days=28) for n, case in agreed}
    yield "persons", "\n".join([shapes.PERSONS, *(shapes.person(n) for n, _ in known)])
    yield (
        "requests",
        "\n".join(
            [shapes.REQUESTS]
            + [
                shapes.request(
                    n,
                    received=case.received.isoformat(),
                    outcome="Y" if n in decided else "A",
                    decided=decided[n].isoformat() if n in decided else "",
                )
                for n, case in known
            ]
        ),
    )
    yield (
        "assessments",
        "\n".join([ASSESSMENTS] + [f"R{n},Y,{issued.get(n, '')},0,0,0,0,0" for n in decided]),
    )
    yield (
        "plans",
        "\n".join([PLANS] + [f"PL{n},P{n},R{n},{day},,,0,0,,,," for n, day in issued.items()]),
    )


@pytest.fixture(scope="module")
def hillingdon(real_data: Path, built: Callable[..., Warehouse]) -> Warehouse:
    golden = real_data.parent / "golden" / "hillingdon_20wk_2021.csv"
    if not golden.is_file():
        pytest.skip(f"the golden table is not here: {golden}")
    table = list(csv.DictReader(golden.open(encoding="utf-8")))
    cases = list(cases_of(table))
    ends = [month_end(date.fromisoformat(row["month"] + "-01")) for row in table]
    files = {
        f"312/case_system/{dataset}__{night}.csv": text + "\n"
        for night in [YEAR_BEFORE, *ends]
        for dataset, text in extract(cases, night)
        if text.count("\n")
    }
    return built(files, *only("path:models/marts/timeliness"), as_at="2021-09-30")


def rates(warehouse: Warehouse, period_type: str) -> list[Decimal]:
    rows = warehouse.rows(
        "select within_time_pct from marts.timeliness where clock = 'final_plan_20_weeks' "
        f"and period_type = '{period_type}' and period_start between date '2021-04-01' "
        "and date '2021-09-30' order by period_start"
    )
    return [rate for (rate,) in rows]


def test_each_month_and_quarter_has_its_rate(hillingdon: Warehouse):
    months = ("83.3", "80.0", "86.7", "100.0", "100.0", "85.7")
    assert rates(hillingdon, "month") == [Decimal(rate) for rate in months]
    assert rates(hillingdon, "quarter") == [Decimal("83.9"), Decimal("95.2")]


def test_requests_and_plans_proposed_grow_on_the_quarter_a_year_before(hillingdon: Warehouse):
    rows = hillingdon.rows(
        "select requests_received_year_before, requests_received, requests_received_change, "
        "requests_received_change_pct, agreed_to_issue_year_before, agreed_to_issue, "
        "agreed_to_issue_change, agreed_to_issue_change_pct from marts.ehc_activity "
        "where period_type = 'quarter' and period_start = date '2021-07-01'"
    )
    assert rows == [(95, 137, 42, Decimal("44.2"), 62, 97, 35, Decimal("56.5"))]
