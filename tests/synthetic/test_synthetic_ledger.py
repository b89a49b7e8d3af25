"""Lines, control totals, trial balance and answers of the ledger agree to the penny."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from synthetic.authority import AUTHORITIES
from synthetic.cases.placements import Cost
from synthetic.ledger.balances import latest_open_period
from synthetic.ledger.prices import due_under_price
from tests.synthetic.conftest import Run
from tests.synthetic.landed import money, night, read

FOR_PLACEMENTS = {
    "mainstream_top_up",
    "resourced_provision",
    "special_school",
    "independent_nmss",
    "post_16",
    "alternative_provision",
}
NIGHTS = ("2026-11-18", "2026-11-19", "2026-11-20")

Lines = list[dict[str, str]]


@pytest.fixture(params=sorted(AUTHORITIES))
def la_code(request: pytest.FixtureRequest) -> str:
    """Return each authority in turn."""
    code: str = request.param
    return code


@pytest.fixture
def lines(home: Path, la_code: str) -> Lines:
    """Return all lines of all nights."""
    return [row for day in NIGHTS for row in night(home, la_code, "transactions", day)]


def test_keys_are_unique_and_nights_only_add(home: Path, la_code: str, lines: Lines) -> None:
    keys = {(row["journal_id"], row["line_number"]) for row in lines}
    assert len(keys) == len(lines)
    for earlier, day in pairwise(NIGHTS):
        posted = {row["posting_date"] for row in night(home, la_code, "transactions", day)}
        assert all(earlier < posted_on <= day for posted_on in posted)


def test_ledger_has_all_journal_types_periods_and_years(lines: Lines) -> None:
    # The invoices come first, and at least a quarter of the number asked for are other lines.
    assert 19_000 < len(lines) < 27_000
    assert {row["journal_type"] for row in lines} == {"AP", "AR", "GL", "ACCR", "REVERSAL"}
    assert {int(row["period"]) for row in lines} == set(range(1, 15))
    assert {row["financial_year"] for row in lines} == {"2024-25", "2025-26", "2026-27"}
    assert any(money(row["amount"]) < 0 for row in lines)


def is_for_places(row: dict[str, str]) -> bool:
    """Whether a line pays for commissioned places, which are of a school and of no child."""
    return row["journal_id"].startswith("PP")


def test_only_invoices_are_posted_to_placement_accounts(
    home: Path, la_code: str, lines: Lines
) -> None:
    chart = {
        (r["cost_centre"], r["subjective"]): r["spend_category"]
        for r in night(home, la_code, "chart_of_accounts")
    }
    for row in lines:
        category = chart[row["cost_centre"], row["subjective"]]
        is_for_placements = category in FOR_PLACEMENTS and not is_for_places(row)
        assert row["journal_id"].startswith("PI") == is_for_placements
    suppliers = {r["supplier_id"] for r in night(home, la_code, "supplier_providers")}
    assert not any(
        row["supplier_id"] in suppliers
        for row in lines
        if not (row["journal_id"].startswith("PI") or is_for_places(row))
    )


def test_budgets_are_the_spending_less_the_overspend(
    home: Path, la_code: str, lines: Lines
) -> None:
    invoiced = {"cost": Decimal(0), "budget": Decimal(0)}
    accounts = set()
    for row in lines:
        if row["journal_id"].startswith("PI") and row["financial_year"] == "2025-26":
            invoiced["cost"] += money(row["amount"])
            accounts.add((row["cost_centre"], row["subjective"]))
    for row in night(home, la_code, "budgets"):
        revised = row["version"] == "revised" and row["financial_year"] == "2025-26"
        if revised and (row["cost_centre"], row["subjective"]) in accounts:
            invoiced["budget"] += money(row["amount"])
    overspend = {"990": Decimal("1.03"), "991": Decimal("1.14")}[la_code]
    assert abs(invoiced["cost"] / invoiced["budget"] - overspend) < Decimal("0.001")


def test_other_lines_are_added_up_to_the_number_asked_for(run: Run) -> None:
    options = ["--authorities", "990", "--nights", "1", "--no-spoil", "--scale", "0.1"]
    counted = {}
    for asked in (1_000, 5_000):
        home = run(*options, "--ledger-lines", str(asked))
        journals = [r["journal_id"] for r in night(home, "990", "transactions", NIGHTS[-1])]
        invoices = sum(journal.startswith("PI") for journal in journals)
        places = sum(journal.startswith("PP") for journal in journals)
        counted[asked] = (invoices, len(journals) - invoices - places)
    assert counted[1_000][0] == counted[5_000][0] > 900
    assert 950 < counted[1_000][1] < 1_050, "one line a night"
    assert 4_800 < sum(counted[5_000]) < 5_200


@pytest.mark.parametrize(
    ("price", "basis", "weeks", "from_to", "month", "due"),
    [
        # One pound a day: of 365 days from April or September, or of 297 school days.
        ("365", "financial_year", "", ("2026-04-01", None), "2026-06-01", "30"),
        ("365", "daily", "", ("2026-06-11", None), "2026-06-01", "20"),
        ("365", "academic_year", "", ("2025-09-02", "2026-08-31"), "2026-02-01", "28"),
        ("365", "academic_year", "", ("2025-09-02", "2026-08-31"), "2026-09-01", None),
        ("365", "weekly", "52", ("2026-04-01", "2026-12-10"), "2026-12-01", "10"),
        ("297", "weekly", "38", ("2026-04-01", None), "2026-04-01", "16"),
        ("297", "weekly", "38", ("2026-04-01", None), "2026-08-01", None),
        ("297", "weekly", "38", ("2026-04-01", None), "2027-01-01", "28"),
    ],
)
def test_a_price_is_due_by_the_day(
    price: str, basis: str, weeks: str, from_to: tuple[str, str | None], month: str,
    due: str | None,
) -> None:  # fmt: skip
    begins, ends = (date.fromisoformat(day) if day else None for day in from_to)
    assert begins
    cost = Cost("C1", "post_16", int(price) * 100, basis, weeks, begins, ends, ("50", "30", "20"))
    found = due_under_price(cost, ends).get(date.fromisoformat(month))
    assert found == (due and (int(due) * 50, int(due) * 100))


def test_accruals_are_reversed_in_the_next_period_1(lines: Lines) -> None:
    for start in ("2024", "2025"):
        year, following = f"{start}-{int(start[2:]) + 1}", str(int(start) + 1)
        accrued = [r for r in lines if r["journal_type"] == "ACCR" and r["financial_year"] == year]
        reversed_ = [
            r
            for r in lines
            if r["journal_type"] == "REVERSAL" and r["financial_year"].startswith(following)
        ]
        assert {r["period"] for r in accrued} == {"12"}
        assert {r["period"] for r in reversed_} == {"1"}
        assert sum(money(r["amount"]) for r in accrued + reversed_) == 0


def test_control_files_agree(home: Path, la_code: str, answers: dict[str, Any]) -> None:
    hashes = {e["file"]: e["sha256"] for e in answers["authorities"][la_code]["files"]}
    for path in (home / "landing" / la_code / "finance_ledger").glob("transactions__*.csv*"):
        control = json.loads(path.with_name(path.name.split(".")[0] + ".control.json").read_text())
        rows = read(path)
        assert control["rows"] == len(rows)
        assert Decimal(control["totals"]["amount"]) == sum(money(r["amount"]) for r in rows)
        assert control["sha256"] == hashes[path.relative_to(home / "landing").as_posix()]


def test_trial_balance_is_the_sum_of_the_lines(home: Path, la_code: str) -> None:
    posted: defaultdict[tuple[str, str, str], dict[int, Decimal]] = defaultdict(dict)
    for day in NIGHTS:
        for row in night(home, la_code, "transactions", day):
            periods = posted[row["financial_year"], row["cost_centre"], row["subjective"]]
            period = int(row["period"])
            periods[period] = periods.get(period, Decimal(0)) + money(row["amount"])
        expected = {
            (*account, str(period)): sum(
                amount for posted_in, amount in periods.items() if posted_in <= period
            )
            for account, periods in posted.items()
            for period in range(min(periods), 15 if account[0] != "2026-27" else 9)
        }
        balance = {
            (r["financial_year"], r["cost_centre"], r["subjective"], r["period"]): money(
                r["balance"]
            )
            for r in night(home, la_code, "trial_balance", day)
        }
        assert balance == expected


def test_chart_maps_every_account_and_answers_add_up(
    home: Path, la_code: str, lines: Lines, answers: dict[str, Any]
) -> None:
    chart = {
        (r["cost_centre"], r["subjective"]): r for r in night(home, la_code, "chart_of_accounts")
    }
    assert [r["s251_line"] for r in chart.values()].count("1.9.2") == 1
    found: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in lines:
        block = chart[row["cost_centre"], row["subjective"]]["dsg_block"]
        found[row["financial_year"], row["period"], block] += money(row["amount"])
    ledger = answers["authorities"][la_code]["expected"]["ledger"]
    answered = {
        (year, period, block): Decimal(amount)
        for year, periods in ledger["by_year_period_block"].items()
        for period, blocks in periods.items()
        for block, amount in blocks.items()
    }
    assert answered == dict(found)
    assert ledger["lines"] == len(lines)
    assert Decimal(ledger["total"]) == sum(found.values())


def test_open_periods_follow_the_calendar() -> None:
    assert latest_open_period("2026-27", date(2026, 11, 20)) == 8
    assert latest_open_period("2025-26", date(2026, 4, 20)) == 13
    assert latest_open_period("2025-26", date(2026, 5, 1)) == 14
    assert latest_open_period("2024-25", date(2026, 4, 20)) == 14
