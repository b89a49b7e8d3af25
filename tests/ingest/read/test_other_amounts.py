"""Amounts that are not what the ledger posted in pounds: another currency, pence, budgets and
cancelled lines, thousands behind a point."""

import pytest

from ingest.read.headers import units
from tests.ingest import shapes
from tests.ingest.read.test_amounts import amounts, ledger
from tests.ingest.workbooks import typed, xlsx

pytestmark = pytest.mark.slow

LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
OVERLAY = "finance_ledger/transactions.205.yml"
BUDGETS = "205/finance_ledger/budgets__2026-04-01.csv"


def one(installation, content, path=LEDGER):
    installation.send(path, content)
    return installation.load()[path]


def beside(header, *cells):
    return ledger(f"amount,{header}", *(f"{n}.50,{cell}" for n, cell in enumerate(cells)))


@pytest.mark.parametrize(
    ("header", "cell"),
    [("Currency", "EUR"), ("Transaction Currency", "usd"), ("CURRENCY_CODE", "€"),
     ("Doc. Curr.", "CHF"), ("Invoice CCY", "Euro")],
)  # fmt: skip
def test_amounts_in_another_currency_reject_the_ledger(installation, header, cell):
    receipt = one(installation, beside(header, "GBP", "GBP", cell, "gbp", ""))
    assert receipt.is_rejected
    assert "amount can't be read as an amount in 1 row(s), first at line 4" in receipt.findings[0]
    assert receipt.findings[1] == (
        f"amount: found another currency than pounds by the column '{header}', expected pounds "
        f"(where all amounts are in pounds, name '{header}' under ignored_headers in the "
        "contract): 1 row(s), first at line 4"
    )


def test_a_foreign_row_is_found_wherever_it_stands(installation):
    cells = ["GBP"] * 2000
    cells[1500] = "EUR"
    assert "first at line 1502" in one(installation, beside("Currency", *cells)).findings[0]


@pytest.mark.parametrize(
    ("header", "cells"),
    [("Currency", ("GBP", "", "£")), ("Currency rate", ("1.00", "0.86")),
     ("Supplier", ("EUR", "Euro")), ("Status", ("Posted", "Paid")), ("Note", ("Budget", "Void")),
     ("Balance Type", ("A", "A")), ("Type", ("B", "E"))],
)  # fmt: skip
def test_pounds_and_other_columns_are_only_new_columns(installation, header, cells):
    receipt = one(installation, beside(header, *cells))
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", len(cells))
    assert receipt.findings == (f"new columns, not loaded: {header}",)


def test_a_currency_that_is_ignored_changes_nothing(installation, overlay):
    overlay(OVERLAY, "ignored_headers: [Transaction Currency]\n")
    assert one(installation, beside("Transaction Currency", "EUR", "USD")).outcome == "accepted"


@pytest.mark.parametrize(
    ("header", "cell"),
    [("Ledger Type", "Budget"), ("Status", "Cancelled"), ("Posted?", "Not posted"),
     ("Balance Type", "Encumbrance"), ("Journal Status", "UNPOSTED"), ("Balance Type", "E"),
     ("Actual Flag", "B")],
)  # fmt: skip
def test_amounts_that_were_not_posted_reject_the_ledger(installation, header, cell):
    receipt = one(installation, beside(header, "Actual", cell))
    assert receipt.is_rejected
    assert f"cancelled or not posted by the column '{header}'" in receipt.findings[1]


def test_a_dataset_of_budgets_has_budgets(installation):
    rows = "".join(f"2026-27,original,C{n},5733,{n}.50,Budget\n" for n in range(20))
    header = "financial_year,version,cost_centre,subjective,amount,Type\n"
    assert one(installation, header + rows, BUDGETS).outcome == "accepted"


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Amount (pence)", "pence"),
        ("amount_in_pence", "pence"),
        ("AmountPence", "pence"),
        ("Value (p)", "pence"),
        ("Value in p", "pence"),
        ("Amount EUR", "another currency"),
        ("amount_usd", "another currency"),
        ("Amount (€)", "another currency"),
        ("Net, dollars", "another currency"),
        ("net_000s", "thousands or millions of pounds"),
        ("Amount (GBP)", None),
        ("Group p. amount", None),
        ("Expenditure", None),
        ("Amount per child", None),
        ("Neuro provision", None),
    ],
)
def test_a_header_states_its_unit(header, unit):
    assert units.other_unit(header) == unit


@pytest.mark.parametrize(
    ("title", "is_rejected"),
    [("High needs budget 2026-27 (£000)", True), ("All figures in £'000s", True),
     ("Budget, in thousands", True), ("Budgets £m", True), ("Amounts in pence", True),
     ("Payments over £500", False), ("Payments over £25k", False), ("Budget in pounds", False),
     ("Report 000 of the ledger", False), ("A deficit of £3.2m", False)],
)  # fmt: skip
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_title_states_the_unit_of_the_amounts(installation, title, is_rejected, ending):
    header = "financial_year,version,cost_centre,subjective,amount"
    rows = [f"2026-27,original,C{n},5733,{n}.50" for n in range(3)]
    content = "\n".join([f'"{title}",,,,', header, *rows, ""])
    if ending == "xlsx":
        content = xlsx({"S": [[title], *typed("\n".join([header, *rows]))]})
    receipt = one(installation, content, BUDGETS.replace("csv", ending))
    assert receipt.is_rejected == is_rejected
    if is_rejected:
        assert "in its title above the headers: its amounts would be" in receipt.findings[0]


def test_a_title_of_thousands_is_read_where_there_are_no_amounts(installation):
    header = "cost_centre,subjective,dsg_block,spend_category,s251_line"
    content = f'"Accounts, in thousands",,,,\n{header}\nC100,5733,high_needs,other,1.2.1\n'
    receipt = one(installation, content, "205/finance_ledger/chart_of_accounts__2026-11-20.csv")
    assert (receipt.is_rejected, receipt.rows_accepted) == (False, 1)


def test_a_header_of_pence_rejects_the_file(installation, overlay):
    overlay(OVERLAY, "columns: {amount: {aliases: ['Amount (pence)']}}")
    receipt = one(installation, ledger("Amount (pence)", "149600"))
    assert "has amount in 'Amount (pence)', which states pence: its amounts" in receipt.findings[0]


@pytest.mark.parametrize(
    ("cells", "is_rejected"),
    [
        (("12.000", "150.000", "1.500"), True),
        (("(1.500)", "500", "-£12.000"), True),
        (("12.000", "12.50"), False),
        (("1234.560", "12.340"), False),
        (("12.000", "12000"), False),
        (("12.3400", "1.5000"), False),
        (("12", "500"), False),
    ],
)
def test_thousands_behind_a_point_are_not_taken_for_pence(installation, cells, is_rejected):
    receipt = one(installation, ledger("amount", *cells))
    assert receipt.is_rejected == is_rejected
    if is_rejected:
        assert "whether that is 12,000 or 12.00 is not known" in receipt.findings[0]


@pytest.mark.parametrize(
    ("key", "read"), [("true", ["12000.00", "1500.00"]), ("false", ["12.00", "1.50"])]
)
def test_the_contract_says_what_the_point_is(installation, overlay, key, read):
    overlay(OVERLAY, f"decimal_comma: {key}\n")
    one(installation, ledger("amount", "12.000", "1.500"))
    assert amounts(installation) == read


@pytest.mark.parametrize("word", ["Total", "Grand Total:", "Sub-total", "C100 Total", "TOTALS"])
def test_a_total_that_can_be_read_as_a_row_is_quarantined(installation, word):
    rows = "".join(f"2026-27,original,C{n},5733,100.00\n" for n in range(40))
    header = "financial_year,version,cost_centre,subjective,amount\n"
    total = f"2026-27,original,{word},,4000.00\n2026-27,original,C1,{word},4000.00\n"
    receipt = one(installation, header + rows + total.replace(",,", f",{word},"), BUDGETS)
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (40, 2)
    assert receipt.totals_found["amount"].accepted == "4000.00"
    assert receipt.findings[0].startswith("cost_centre, subjective: the word of a total")


def test_a_name_that_begins_with_total_is_no_total(installation):
    lines = shapes.transactions(3).replace("C100", "Total Communication Base", 1)
    lines = lines.replace("Acme School", "Total Care Ltd").replace("fees", "Total")
    assert one(installation, lines).outcome == "accepted"


TOTALS = {
    "205/safety_valve/workstreams__2026-11-20.csv": (
        "workstream,schedule,financial_year,as_at,target,delivered,forecast,rag\n",
        "{n},A,2026-27,2026-10-31,5000.00,50.00,90.00,amber\n",
    ),
    "205/places/commissioned_places__2026-09-01.csv": (
        "place_id,urn,ukprn,place_type,phase,primary_need,places,rate_gbp,start_date,end_date\n",
        "{n},123456,,special,primary,ASD,10,10000.00,2026-09-01,\n",
    ),
    "205/finance_ledger/chart_of_accounts__2026-11-20.csv": (
        "cost_centre,subjective,dsg_block,spend_category,s251_line\n",
        "{n},5733,high_needs,other,1.2.1\n",
    ),
    "205/finance_ledger/trial_balance__2026-11-30.csv": (
        "financial_year,period,cost_centre,subjective,balance\n",
        "2026-27,8,{n},5733,100.00\n",
    ),
}


@pytest.mark.parametrize("path", TOTALS)
def test_totals_of_other_datasets_are_quarantined_too(installation, path):
    header, row = TOTALS[path]
    names = [*(f"N{n}" for n in range(40)), "Total"]
    receipt = one(installation, header + "".join(row.format(n=name) for name in names), path)
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (40, 1)
    assert "the word of a total" in receipt.findings[0]
