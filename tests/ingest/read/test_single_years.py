"""Ledgers that name a financial year by one of its two calendar years. Periods and years of a file
are those of its posting dates; what they are was worked out by hand."""

import pytest

from tests.ingest import shapes

pytestmark = pytest.mark.slow

FILE = "312/finance_ledger/transactions__2026-11-19.csv"
OVERLAY = "finance_ledger/transactions.312.yml"
STORED = "select financial_year, period from '{raw}/finance_ledger/transactions/312/*.parquet'"
YEAR, WITHOUT_YEAR = "2026-27,8,", "8,"


def load(installation, year_and_period, remove="", lines=1):
    """Lines, posted on a day of November 2026."""
    content = shapes.transactions(lines).replace(YEAR, year_and_period)
    installation.send(FILE, content.replace(remove, ""))
    [receipt] = installation.load().values()
    return receipt


@pytest.mark.parametrize(
    ("which", "year"),
    [("first", "2026"), ("first", "FY26"), ("first", "26"), ("second", "2027"),
     ("second", "FY2027"), ("second", "FY 27"), ("second", "2026-27"), ("first", "2627")],
)  # fmt: skip
def test_a_single_year_is_the_declared_one_of_the_two(installation, overlay, which, year):
    overlay(OVERLAY, f"columns: {{financial_year: {{single_year: {which}}}}}\n")
    load(installation, f"{year},8,")
    assert installation.rows(STORED) == [("2026-27", 8)]


def test_a_single_year_is_not_guessed(installation):
    receipt = load(installation, "2026,8,")
    assert receipt.is_rejected
    assert "the contract's key 'single_year' says in which" in " ".join(receipt.findings)


DERIVED = "columns: {{financial_year: {{derive: financial_year, derive_from: {source}}}{period}}}\n"
SECOND = ", period: {single_year: second}"


@pytest.mark.parametrize("source", ["period", "posting_date"])
@pytest.mark.parametrize(
    ("period", "key"),
    [("202708", SECOND), ("008/2027", SECOND), ("P08 2027", SECOND), ("P08 2026/27", SECOND),
     ("Nov-26", SECOND), ("202608", ""), ("P08 2026/27", "")],
)  # fmt: skip
def test_the_year_in_a_period_is_the_declared_one(installation, overlay, source, period, key):
    """Nov-26 names a month: no year of a ledger."""
    overlay(OVERLAY, DERIVED.format(source=source, period=key))
    load(installation, f"{period},", "financial_year,")
    assert installation.rows(STORED) == [("2026-27", 8)]


@pytest.mark.parametrize(
    ("period", "key"), [("202708", ""), ("202608", SECOND)], ids=["early", "late"]
)
def test_a_file_that_is_a_year_off_its_dates_is_rejected(installation, overlay, period, key):
    """Period 8 of 2027-28 begins in November 2027, that of 2025-26 began in November 2025."""
    overlay(OVERLAY, DERIVED.format(source="period", period=key))
    receipt = load(installation, f"{period},", "financial_year,", lines=20)
    assert receipt.is_rejected
    assert "financial_year: is a year off posting_date in most rows" in receipt.findings[0]


@pytest.mark.parametrize("year", ["2026-27,6,", "2026-27,10,", "2026-27,13,", "2025-26,12,"])
def test_a_line_of_another_period_of_its_year_is_no_year_off(installation, year):
    """Posted in November for September, January, the year-end, and March of the year before."""
    assert not load(installation, year, lines=20).is_rejected


def test_a_few_lines_that_correct_an_earlier_year_are_accepted(installation):
    assert not load(installation, "2025-26,7,", lines=19).is_rejected


@pytest.mark.parametrize(
    "columns",
    ["posting_date: {single_year: first}", "period: {numbers: month, single_year: first}",
     "financial_year: {single_year: first, derive: financial_year, derive_from: posting_date}"],
)  # fmt: skip
def test_a_single_year_without_effect_is_refused(installation, overlay, columns):
    overlay(OVERLAY, f"columns: {{{columns}}}\n")
    receipt = load(installation, YEAR)
    assert receipt.is_rejected
    assert "single_year" in receipt.findings[0]
