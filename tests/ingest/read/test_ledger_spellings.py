"""Ledgers write years and periods in several ways, and some number no lines."""

import pytest

from ingest import contract_files
from tests.ingest import shapes

pytestmark = pytest.mark.slow

OVERLAY = "finance_ledger/transactions.312.yml"
FILE = "312/finance_ledger/transactions__2026-11-19.csv"
STORED = (
    "select {columns} from '{raw}/finance_ledger/transactions/312/*.parquet' "
    "order by _business_date, _line"
)


def stored(installation, columns):
    return installation.rows(STORED.replace("{columns}", columns))


def ledger(changes):
    """Lines whose cells of year and period are replaced."""
    lines = [
        shapes.line(n).replace("2026-27,8,", f"{year},{period},")
        for n, (year, period) in enumerate(changes)
    ]
    return "\n".join([shapes.TRANSACTIONS, *lines]) + "\n"


@pytest.mark.parametrize(
    "year", ["2026/27", "2026-2027", "26/27", "26-27", "FY26/27", "202627", "2627"]
)
def test_a_financial_year_is_stored_in_one_spelling(installation, year):
    installation.send(FILE, ledger([(year, "7")]))
    installation.load()
    assert stored(installation, "financial_year") == [("2026-27",)]


@pytest.mark.parametrize(
    ("period", "number"),
    [("07", 7), ("P07", 7), ("Period 13", 13), ("Oct", 7), ("JANUARY", 10), ("sept", 6),
     ("Mar-27", 12), ("202614", 14), ("May", 2)],
)  # fmt: skip
def test_a_period_is_stored_as_its_number(installation, period, number):
    installation.send(FILE, ledger([("2026-27", period)]))
    installation.load()
    assert stored(installation, "period") == [(number,)]


@pytest.mark.parametrize(
    ("year", "period", "reason"),
    [
        ("2026", "7", "financial_year: found the shape 9999, expected a financial year"),
        ("2021", "7", "financial_year: found the shape 9999, expected a financial year"),
        ("2628", "7", "financial_year: found the shape 9999, expected a financial year"),
        ("2026/28", "7", "financial_year: the two years don't follow each other"),
        ("2026-27", "Octember", "period: found the shape AAAAAAAA, expected a period"),
        ("2026-27", "202615", "period: outside 1 to 14"),
    ],
)
def test_what_is_no_year_or_period_is_a_reason(installation, year, period, reason):
    installation.send(FILE, ledger([(year, period)]))
    [receipt] = installation.load().values()
    assert receipt.is_rejected
    assert any(finding.startswith(reason) for finding in receipt.findings)


def test_the_period_gives_the_year_and_not_the_date_of_a_late_payment(installation, overlay):
    overlay(OVERLAY, "columns:\n  financial_year: {derive: financial_year, derive_from: period}\n")
    text = ledger([("x", "202512"), ("x", "Mar-26"), ("x", "202608")])
    text = text.replace("financial_year,", "").replace(",x,", ",")
    installation.send(FILE, text)
    installation.load()
    assert stored(installation, "financial_year, period") == [
        ("2025-26", 12),
        ("2025-26", 12),
        ("2026-27", 8),
    ]


def test_a_period_without_a_year_cannot_give_one(installation, overlay):
    overlay(OVERLAY, "columns:\n  financial_year: {derive: financial_year, derive_from: period}\n")
    text = ledger([("x", "P08")]).replace("financial_year,", "").replace(",x,", ",")
    installation.send(FILE, text)
    [receipt] = installation.load().values()
    expected = "period: found the shape A99, expected a period with its financial year"
    assert any(finding.startswith(expected) for finding in receipt.findings)


def test_the_year_that_a_period_names_comes_before_that_of_a_date(installation, overlay):
    overlay(
        OVERLAY, "columns:\n  financial_year: {derive: financial_year, derive_from: posting_date}\n"
    )
    text = ledger([("x", "202512"), ("x", "8")])
    installation.send(FILE, text.replace("financial_year,", "").replace(",x,", ","))
    installation.load()
    assert stored(installation, "financial_year") == [("2025-26",), ("2026-27",)]


NO_NUMBER = """
file_pattern: '(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-payments(-[a-z]+)?'
columns:
  journal_id: {derive: file_reference}
  line_number: {derive: record_number}
"""


def payments(count, amount="100.00"):
    header = shapes.TRANSACTIONS.replace("journal_id,line_number,", "")
    rows = [shapes.line(n, amount).split(",", 2)[2] for n in range(count)]
    return "\n".join([header, *rows]) + "\n"


def test_lines_without_a_number_get_a_key_that_no_other_file_has(installation, overlay):
    overlay(OVERLAY, NO_NUMBER)
    sent = {"2026-11-payments": 3, "2026-12-payments": 2, "2026-12-payments-cards": 2}
    for number, (name, count) in enumerate(sent.items()):
        installation.send(f"312/finance_ledger/{name}.csv", payments(count, f"{number + 1}.00"))
    assert {each.outcome for each in installation.load().values()} == {"accepted"}
    assert sorted(stored(installation, "journal_id, line_number")) == [
        ("2026-11-30/payments", 2),
        ("2026-11-30/payments", 3),
        ("2026-11-30/payments", 4),
        *[(f"2026-12-31/{name}", n) for name in ("payments", "payments-cards") for n in (2, 3)],
    ]


def test_a_corrected_file_keeps_the_keys_of_its_lines(installation, overlay):
    overlay(OVERLAY, NO_NUMBER)
    installation.send("312/finance_ledger/2026-11-payments.csv", payments(3))
    installation.send("312/finance_ledger/2026-11-payments-corrected.csv", payments(3, "9.00"))
    _, corrected = installation.load().values()
    assert (corrected.outcome, len(corrected.supersedes)) == ("accepted", 1)
    assert {row[0] for row in stored(installation, "journal_id")} == {"2026-11-30/payments"}


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ("key: [posting_date, line_number]", "key: found a key of the dataset"),
        (
            "columns:\n  journal_id: {derive: record_number}\n"
            "  line_number: {derive: record_number}",
            "journal_id and line_number are the same in each file",
        ),
        (
            "columns:\n  journal_id: {constant: J}\n  line_number: {derive: record_number}",
            "journal_id and line_number are the same in each file",
        ),
        ("columns:\n  line_number: {derive: file_reference}", "a derived file_reference is a text"),
    ],
)
def test_a_key_that_the_marts_cannot_count_by_is_refused(overlay, keys, why):
    overlay(OVERLAY, f"{keys}\n")
    assert why in contract_files.fault("finance_ledger", "312", "transactions")


def test_a_header_that_two_columns_claim_is_named(installation, overlay):
    overlay(OVERLAY, "columns:\n  journal_id: {aliases: [Supplier Name]}\n")
    installation.send(FILE, shapes.transactions().replace("journal_id,", "ref,", 1))
    [receipt] = installation.load().values()
    assert "is claimed by journal_id and supplier_name" in (receipt.findings[0])


@pytest.mark.parametrize(
    ("period", "finding"),
    [("202508", "period: names another financial year than financial_year"),
     ("11", "period: is the calendar month of posting_date in most rows")],
)  # fmt: skip
def test_a_period_that_contradicts_its_row_rejects_the_ledger(installation, period, finding):
    """The rows are posted in November 2026, period 8 of 2026-27."""
    path = "205/finance_ledger/transactions__2026-11-20.csv"
    installation.send(path, shapes.transactions(3).replace(",8,2026", f",{period},2026"))
    receipt = installation.load()[path]
    assert receipt.is_rejected
    assert finding in " ".join(receipt.findings)
