"""Spellings that a contract declares: numbers of months, dates of spreadsheets, decimal commas,
and the columns that mark a credit."""

import datetime as dt

import pytest

from ingest import contract_files, date_format
from ingest.errors import ContractError
from tests.ingest import shapes

pytestmark = pytest.mark.slow

FILE = "312/finance_ledger/transactions__2026-11-19.csv"
OVERLAY = "finance_ledger/transactions.312.yml"
STORED = "select {columns} from '{raw}/finance_ledger/transactions/312/*.parquet' order by _line"


def stored(installation, columns):
    return installation.rows(STORED.replace("{columns}", columns))


def load(installation, content):
    installation.send(FILE, content)
    [receipt] = installation.load().values()
    return receipt


def with_period(period):
    return shapes.transactions(1).replace("2026-27,8,", f"2026-27,{period},")


@pytest.mark.parametrize(
    "period", ["7.0", "P07-2026", "P7 2026/27", "007/2026", "2026007", "2026/007", "AP07"]
)
def test_a_period_with_its_year_is_the_period(installation, period):
    load(installation, with_period(period))
    assert stored(installation, "period") == [(7,)]


@pytest.mark.parametrize(
    ("numbers", "period", "number"),
    [
        ("period", "07/2026", 7),
        ("period", "2026-7", 7),
        ("month", "10/2026", 7),
        ("month", "2026-10", 7),
        ("month", "202610", 7),
        ("month", "10", 7),
        ("month", "03", 12),
    ],
)
def test_a_contract_declares_whether_numbers_are_periods_or_months(
    installation, overlay, numbers, period, number
):
    overlay(OVERLAY, f"columns: {{period: {{numbers: {numbers}}}}}\n")
    load(installation, with_period(period))
    assert stored(installation, "period") == [(number,)]


@pytest.mark.parametrize(
    ("period", "number"), [("015", 14), ("016", 14), ("adj-26", 13), ("013", 13), ("7", 7)]
)
def test_further_periods_of_the_year_end_are_mapped(installation, overlay, period, number):
    """SAP has up to four periods of the year-end, and the marts two."""
    mapped = "{'015': '14', '016': '14', ADJ-26: '13'}"
    overlay(OVERLAY, f"columns: {{period: {{code_map: {mapped}}}}}\n")
    load(installation, with_period(period))
    assert stored(installation, "period") == [(number,)]


def test_a_further_period_is_told_how_it_is_mapped(installation):
    receipt = load(installation, with_period("016"))
    assert receipt.is_rejected
    assert "the contract maps further periods of the year-end: code_map:" in receipt.findings[1]


def test_a_period_is_mapped_to_one_of_the_marts(installation, overlay):
    overlay(OVERLAY, "columns: {period: {code_map: {'016': '16'}}}\n")
    receipt = load(installation, with_period("016"))
    assert "code_map of a period needs numbers from 1 to 14" in receipt.findings[0]


@pytest.mark.parametrize("period", ["10/2026", "2026-10"])
def test_a_number_that_can_be_a_month_is_not_guessed(installation, period):
    receipt = load(installation, with_period(period))
    assert receipt.is_rejected
    assert (
        "the contract's key 'numbers' says whether it is a period or a month" in receipt.findings[1]
    )


@pytest.mark.parametrize(
    ("numbers", "period", "year"),
    [("period", "007/2026", "2026-27"), ("month", "01/2027", "2026-27"),
     ("month", "04/2027", "2027-28")],
)  # fmt: skip
def test_the_year_of_such_a_period_is_derived(installation, overlay, numbers, period, year):
    overlay(
        OVERLAY,
        "columns:\n  financial_year: {derive: financial_year, derive_from: period}\n"
        f"  period: {{numbers: {numbers}}}\n",
    )
    content = with_period(period).replace("2026-27,", "").replace("financial_year,", "")
    load(installation, content)
    assert stored(installation, "financial_year") == [(year,)]


@pytest.mark.parametrize("cell", ["46329", "46329.0", "46329.75", "03/11/2026"])
def test_a_spreadsheets_number_of_a_day_is_a_date_where_declared(installation, overlay, cell):
    """46329 is 3 November 2026: day 0 is 30 December 1899."""
    assert dt.date(1899, 12, 30) + dt.timedelta(46329) == dt.date(2026, 11, 3)
    overlay(OVERLAY, "date_formats: ['%d/%m/%Y', serial]\n")
    load(installation, shapes.transactions(1).replace("2026-11-03", cell))
    assert stored(installation, "posting_date") == [(dt.date(2026, 11, 3),)]


def test_sept_is_september(installation, overlay):
    overlay(OVERLAY, "date_formats: ['%d-%b-%Y']\n")
    load(installation, shapes.transactions(1).replace("2026-11-03", "03-SEPT-2026"))
    assert stored(installation, "posting_date") == [(dt.date(2026, 9, 3),)]


@pytest.mark.parametrize(
    ("text", "meant"), [("‘%d/%m/%Y’", "%d/%m/%Y"), ("“dd/mm/yyyy”", "%d/%m/%Y")]
)
def test_curly_quotes_are_no_part_of_a_date(text, meant):
    with pytest.raises(ValueError, match=f"Write '{meant}'"):
        date_format.check((text,))


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [("1.234,56", "1234.56"), ("-1.234,56", "-1234.56"), ("(1.234,5)", "-1234.50"),
     ("1\u00a0234,56-", "-1234.56"), ("1 234 567,8", "1234567.80"), ("12", "12.00")],
)  # fmt: skip
def test_a_decimal_comma_is_read_where_declared(installation, overlay, cell, pounds):
    overlay(OVERLAY, "decimal_comma: true\n")
    row = shapes.transactions(1).replace(",", ";").rstrip("\n").rpartition(";")[0]
    load(installation, f"{row};{cell}\n")
    assert stored(installation, "cast(amount as varchar)") == [(pounds,)]


def test_a_decimal_comma_is_no_thousand(installation, overlay):
    overlay(OVERLAY, "decimal_comma: true\n")
    row = shapes.transactions(1).replace(",", ";").rstrip("\n").rpartition(";")[0]
    receipt = load(installation, f"{row};1,234.56\n")
    assert receipt.is_rejected
    assert (
        "amount: found the shape 9,999.99, expected an amount in pounds such as 1.496,00"
        in (receipt.findings[1])
    )


def test_gbp_is_the_sign_of_pounds(installation):
    row = shapes.transactions(1).rstrip("\n").rpartition(",")[0]
    load(installation, f'{row},"GBP (1,234.56)"\n')
    assert stored(installation, "cast(amount as varchar)") == [("-1234.56",)]


# Columns that mark a credit


@pytest.mark.parametrize(
    ("header", "debit", "credit"),
    [("Posting Key", "40", "50"), ("DC Indicator", "D", "C"), ("Amount Type", "Debit", "Credit"),
     ("T", "S", "H"), ("Kind", "+", "-")],
)  # fmt: skip
def test_a_column_of_signs_that_nobody_reads_rejects_the_ledger(
    installation, header, debit, credit
):
    first, *rows = shapes.transactions(4).splitlines()
    signed = [f"{row},{credit if n % 2 else debit}" for n, row in enumerate(rows)]
    receipt = load(installation, "\n".join([f"{first},{header}", *signed, ""]))
    assert receipt.is_rejected
    assert f"has the column '{header}', which looks like the sign" in receipt.findings[0]


@pytest.mark.parametrize(("header", "cells"), [("Status", "SC"), ("Grade", "DD"), ("Note", "  ")])
def test_letters_that_are_no_signs_are_only_a_new_column(installation, header, cells):
    first, *rows = shapes.transactions(2).splitlines()
    marked = [f"{row},{cell}" for row, cell in zip(rows, cells, strict=True)]
    receipt = load(installation, "\n".join([f"{first},{header}", *marked, ""]))
    assert (receipt.outcome, receipt.findings) == (
        "accepted",
        (f"new columns, not loaded: {header}",),
    )


# Words for nothing


def test_a_word_for_nothing_says_which_key_reads_it(installation):
    receipt = load(installation, with_period("NULL"))
    assert receipt.findings[1].startswith(
        "period: found the word null (if it means an empty cell, name it under null_values in the "
        "contract), expected a period such as 7"
    )


def test_words_for_a_text_of_a_pattern_are_mapped_without_case(installation, overlay):
    persons = "312/case_system/persons__2026-11-19.csv"
    overlay(
        "case_system/persons.312.yml",
        "columns: {ethnicity: {code_map: {White - British: WBRI, Any other: OOTH}}}\n",
    )
    rows = [shapes.person(n).replace(",WBRI,", f",{word},") for n, word in enumerate(WORDS)]
    installation.send(persons, "\n".join([shapes.PERSONS, *rows]) + "\n")
    receipt = installation.load()[persons]
    assert receipt.findings == (
        "ethnicity: not of the pattern [A-Z]{4}: 1 row(s), kept without it",
    )
    assert installation.rows(
        "select ethnicity from '{raw}/case_system/persons/312/*.parquet' order by _line"
    ) == [("WBRI",), ("WBRI",), ("OOTH",), ("BAFR",), (None,)]


WORDS = ("White - British", "WHITE - BRITISH", "any other", "bafr", "Purple")


def test_words_for_a_flag_are_read_beside_those_of_every_flag(installation, overlay):
    requests = "312/case_system/requests__2026-11-19.csv"
    words = '{"Y - agreed": "1", Declined: "0"}'
    overlay(
        "case_system/requests.312.yml", f"columns: {{request_mediation: {{code_map: {words}}}}}\n"
    )
    flags = ("y - AGREED", "Declined", "1", "", "Maybe")
    rows = [shapes.request(n).replace(",0,0,", f",{flag},0,") for n, flag in enumerate(flags)]
    installation.send(requests, shapes.requests(0, *rows, *map(shapes.request, range(50, 250))))
    receipt = installation.load()[requests]
    assert receipt.findings[0] == (
        "request_mediation: found the shape AAAAA, expected 1 or 0, or Y - agreed, or Declined "
        "(other words and numbers: the contract maps them under code_map): 1 row(s), first at line "
        "6"
    )
    query = (
        "select request_mediation from '{raw}/case_system/requests/312/*.parquet' order by _line"
    )
    assert installation.rows(query)[:4] == [(True,), (False,), (True,), (None,)]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("upn_unknown: {type: flag, codes: [], code_map: {Agreed: Y}}", 'needs "1"'),
        ('upn_unknown: {type: flag, codes: [], code_map: {"Yes": "0"}}', "flags already: yes"),
        ("ethnicity: {code_map: {White: W}}", "'W', expected a text of the column's pattern"),
        ("ethnicity: {pattern: '[', code_map: {White: WBRI}}", r"ethnicity\.pattern: found '\['"),
        ("birth_date: {code_map: {Unknown: '1900-01-01'}}", "not for a date"),
        ("sex: {code_map: {Female: W}}", "codes on the right"),
    ],
)
def test_words_that_can_not_be_mapped_are_a_contract_error(overlay, column, message):
    overlay("case_system/persons.312.yml", f"columns: {{{column}}}\n")
    with pytest.raises(ContractError, match=message):
        contract_files.check_usable("312")


@pytest.mark.parametrize(("amount", "is_rejected"), [("100.00", True), ("-100.00", False)])
def test_credit_notes_without_a_sign_reject_the_ledger(installation, amount, is_rejected):
    rows = [
        f"{shapes.line(n, amount if n else '5.00')},{'Credit Note' if n else 'Invoice'}"
        for n in range(3)
    ]
    receipt = load(installation, "\n".join([f"{shapes.TRANSACTIONS},Document Type", *rows, ""]))
    assert receipt.is_rejected == is_rejected
    if is_rejected:
        assert "credit notes in the column 'Document Type'" in receipt.findings[0]
