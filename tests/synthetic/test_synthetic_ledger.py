"""The ledger is exact to the penny: lines, control totals, trial balance and answers agree."""

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
from synthetic.ledger import latest_open_period
from tests.synthetic.landed import money, night, read

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


def test_ledger_has_all_that_ledgers_have(lines: Lines) -> None:
    assert 19_000 < len(lines) < 21_000
    assert {row["journal_type"] for row in lines} == {"AP", "AR", "GL", "ACCR", "REVERSAL"}
    assert {int(row["period"]) for row in lines} == set(range(1, 15))
    assert {row["financial_year"] for row in lines} == {"2024-25", "2025-26", "2026-27"}
    assert any(money(row["amount"]) < 0 for row in lines)


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
    told = {
        (year, period, block): Decimal(amount)
        for year, periods in ledger["by_year_period_block"].items()
        for period, blocks in periods.items()
        for block, amount in blocks.items()
    }
    assert told == dict(found)
    assert ledger["lines"] == len(lines)
    assert Decimal(ledger["total"]) == sum(found.values())


def test_open_periods_follow_the_calendar() -> None:
    assert latest_open_period("2026-27", date(2026, 11, 20)) == 8
    assert latest_open_period("2025-26", date(2026, 4, 20)) == 13
    assert latest_open_period("2025-26", date(2026, 5, 1)) == 14
    assert latest_open_period("2024-25", date(2026, 4, 20)) == 14
