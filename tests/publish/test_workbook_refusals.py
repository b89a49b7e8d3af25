"""No workbook is written where the marts disagree or lack the month; the message says why."""

import re
from datetime import date
from pathlib import Path

import pytest

from publish.reader import NothingPublished
from publish.sheets import workbook
from tests.publish.invented_marts import (
    CLOSED,
    MARTS,
    OUTTURN,
    POSITION,
    SAVINGS,
    publish,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return publish(tmp_path / "a home", *MARTS)


def test_the_tables_missing_from_an_older_publication_are_named(tmp_path: Path):
    home = publish(tmp_path / "home", POSITION, OUTTURN, CLOSED, SAVINGS)
    missing = "has no marts.outturn_reconciliation, marts.reconciliation_items: run send night"
    with pytest.raises(workbook.NoWorkbook, match=missing):
        workbook.write(home, "990")


@pytest.mark.parametrize(
    ("broken", "check", "excess"),
    [
        ("update marts.dsg_outturn set variance_gbp = 1 where dsg_block = 'high_needs'",
         "Outturn, High needs block: Variance: overspend positive", "-70.60"),
        ("update marts.fct_ledger set amount_gbp = 60.01 where outturn_line = 'early_years'",
         "Outturn, Early years block: actual equals the ledger's lines", "-0.01"),
        ("update marts.outturn_reconciliation set amount_gbp = 61 where dsg_block = 'early_years'",
         "Outturn, Early years block: actual equals the start of the reconciliation from April",
         "-1.00"),
        ("update marts.safety_valve_position set amount_gbp = 591 where line = 'retained_deficit'"
         " and financial_year = '2025-26'", "Position, 2025-26: @retained_deficit", "-1.00"),
        ("update marts.safety_valve_comparison set outturn_less_latest_gbp = 0.81",
         "Agreement, 2025-26: In-year deficit, outturn less latest", "-0.01"),
        ("update marts.forecast_against_agreement set gap_to_latest_gbp = 0 where line_order = 3",
         "Forecast and agreement, In-year: gap to the latest report", "-69.60"),
        ("update marts.forecast_against_agreement set forecast_gbp = 830.41 where line_order = 2",
         "Forecast and agreement: hnb after savings equals the outturn", "0.01"),
        ("update marts.account_outturn set forecast_outturn_gbp = 130.01 where cost_centre = 'H2'",
         "Spending by category: high needs: forecast outturn", "0.01"),
        ("update marts.account_outturn set actual_to_date_gbp = 2 where cost_centre = 'G1'",
         "Accounts: they sum to the whole ledger", "1.00"),
        ("update marts.dsg_outturn set forecast_movement_gbp = 0 where dsg_block = 'high_needs'",
         "Outturn, High needs block: movement since last month's close", "30.40"),
        ("update marts.outturn_reconciliation set amount_to_date_gbp = 1 where line = 'timing'",
         "Reconciliation, High needs: the lines to date sum to the ledger", "6.50"),
        ("update marts.dsg_outturn_as_reported set remapping_gbp = 0",
         "As reported, High needs block: reported, posted and remapped sum to the actual", "1.01"),
        ("delete from marts.account_outturn where s251_line is null",
         "Section 251: the lines sum to the whole ledger", "-1.00"),
        ("update marts.outturn_reconciliation set amount_gbp = 81 where line = 'matched'",
         "Reconciliation, High needs: the lines sum to the ledger", "1.00"),
        ("delete from marts.reconciliation_items where journal_lines = 'J2/1'",
         "Differences, High needs: paid without placement sums to its line", "-5.50"),
    ],
)  # fmt: skip
def test_marts_that_disagree_give_no_workbook(tmp_path: Path, broken: str, check: str, excess: str):
    home = publish(tmp_path / "home", *MARTS, broken)
    message = re.escape(f"{check}: the workbook exceeds the marts by £{excess}")
    with pytest.raises(workbook.NoWorkbook, match=message):
        workbook.write(home, "990")
    assert list((home / "workbooks").iterdir()) == []


@pytest.mark.parametrize(
    ("la_code", "day", "message"),
    [
        ("991", None, "991 has no outturn of 2026-27 period 7: its ledger has no such year."),
        ("990", date(2026, 12, 31), "is after the reporting date 2026-11-20"),
        ("990", date(2024, 6, 30), "990 has no outturn of 2024-25 period 3"),
        ("992", None, "992 was held back on 2026-11-20"),
    ],
)
def test_the_message_says_why_a_month_has_no_workbook(
    home: Path, la_code: str, day: date | None, message: str
):
    publish(home, *MARTS, held_back={"992"})
    with pytest.raises(workbook.NoWorkbook, match=message):
        workbook.write(home, la_code, day)


def test_without_a_publication_there_is_no_workbook(tmp_path: Path):
    with pytest.raises(NothingPublished, match="Run `send night`"):
        workbook.write(tmp_path, "990")
