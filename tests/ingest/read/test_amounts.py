"""Amounts keep their sign, however a ledger or spreadsheet writes it, or the file is rejected."""

from decimal import Decimal

import pytest

from ingest import contract_files
from ingest.errors import ContractError
from ingest.read.headers import units
from tests.ingest import shapes

pytestmark = pytest.mark.slow

LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
OVERLAY = "finance_ledger/transactions.205.yml"
TWO_COLUMNS = (
    "columns: {amount: {derive: debit_minus_credit, debit_headers: [Debit], "
    "credit_headers: [Credit]}}"
)
INDICATOR = "columns: {amount: {aliases: [Value], sign: {headers: [Posting Side]}}}"


def ledger(headers, *cells):
    """A ledger whose last columns are `headers`, one row for each of `cells`."""
    lines = [shapes.TRANSACTIONS.removesuffix("amount") + headers]
    for number, each in enumerate(cells):
        lines.append(shapes.line(number, "").removesuffix(",") + f",{each}")
    return "\n".join(lines) + "\n"


def amounts(installation):
    found = installation.rows(
        "select amount from '{raw}/finance_ledger/transactions/205/*.parquet' order by line_number"
    )
    return [str(amount) for (amount,) in found]


@pytest.mark.parametrize(
    ("written", "pounds"),
    [
        ("−77.10", "-77.10"),
        ('"£ 2,001.05"', "2001.05"),
        ('"£\u00a02,001.05"', "2001.05"),
        ('"£(3,000.40)"', "-3000.40"),
        ('"(£ 3,000.40)"', "-3000.40"),
        ("-£8.00", "-8.00"),
        ("£-8.00", "-8.00"),
        ("8.00 -", "-8.00"),
        ("+19.99", "19.99"),
        (".50", "0.50"),
        ("-.5", "-0.50"),
        ("-", "0.00"),
        (" £ -   ", "0.00"),
        ("1\u00a0234\u202f567.89", "1234567.89"),
        ("–6.00", "-6.00"),
        ("5.00—", "-5.00"),
        ("–", "0.00"),
        ("12.50 GBP", "12.50"),
        ("(12.50£)", "-12.50"),
        ('"<1,234.56>"', "-1234.56"),
        ('"<£ 1,234.56>"', "-1234.56"),
    ],
)
def test_signs_and_currencies_of_spreadsheets_are_read(installation, written, pounds):
    installation.send(LEDGER, ledger("amount", "1.00", written))
    receipt = installation.load()[LEDGER]
    assert receipt.outcome == "accepted", receipt.findings
    assert amounts(installation) == ["1.00", pounds]
    assert Decimal(receipt.totals_found["amount"].file) == 1 + Decimal(pounds)


@pytest.mark.parametrize(
    "written",
    [
        "12\u00a034.00",
        "1 234.00",
        "£5.00 GBP",
        "5.00 EUR",
        '"(2,000.15"',
        "<20.15",
        "<20.15)",
        "<-20.15>",
        '"2,000.15)"',
        "--7.00",
        "-7.00-",
        "(-7.00)",
        "(7.00)-",
        "+-7.00",
        "7.00 CR",
    ],
)
def test_a_sign_that_is_half_or_double_rejects_the_file(installation, written):
    installation.send(LEDGER, ledger("amount", *["1.00"] * 40, written))
    receipt = installation.load()[LEDGER]
    assert receipt.outcome == "rejected"
    assert "amount can't be read as an amount in 1 row(s), first at line 42" in receipt.findings[0]


def test_the_residue_of_a_float_is_zero_only_where_the_contract_says_so(installation, overlay):
    text = ledger("amount", "2.00", "-1.36424E-12")
    installation.send(LEDGER, text)
    assert installation.load()[LEDGER].outcome == "rejected"
    overlay(OVERLAY, "float_noise: true\n")
    assert installation.load()[LEDGER].outcome == "accepted"
    assert amounts(installation) == ["2.00", "0.00"]


@pytest.mark.parametrize(
    ("declared", "cell", "key"),
    [
        ("{}", "2186.2200000000003", "float_noise"),
        ("{}", "1.36E-12", "float_noise"),
        ("{}", "7.00 CR", "sign"),
        ("{}", '"12,50"', "decimal_comma"),
        (INDICATOR, "-7.00", None),
        ("float_noise: true", "12.345", None),
    ],
)
def test_the_message_names_the_key_that_would_read_an_amount(
    installation, overlay, declared, cell, key
):
    overlay(OVERLAY, declared)
    is_beside = declared == INDICATOR
    header, ending = ("Value,Posting Side", ",CR") if is_beside else ("amount", "")
    installation.send(LEDGER, ledger(header, cell + ending))
    shown = next(each for each in installation.load()[LEDGER].findings if "shape" in each)
    named = [each for each in ("float_noise", "key sign", "decimal_comma") if each in shown]
    assert [each.removeprefix("key ") for each in named] == ([key] if key else [])


def test_a_word_for_nothing_among_debits_names_the_key_that_reads_it(installation, overlay):
    overlay(OVERLAY, TWO_COLUMNS)
    installation.send(LEDGER, ledger("Debit,Credit", "NULL,4.00"))
    assert any("null_values" in each for each in installation.load()[LEDGER].findings)


def test_more_than_a_residue_in_powers_of_ten_rejects_the_file(installation, overlay):
    overlay(OVERLAY, "float_noise: true\n")
    installation.send(LEDGER, ledger("amount", "2.00", "6.1E-3"))
    assert installation.load()[LEDGER].outcome == "rejected"


def test_an_amount_is_debit_minus_credit(installation, overlay):
    overlay(OVERLAY, TWO_COLUMNS)
    installation.send(LEDGER, ledger("Debit,Credit", "70.25,", ",30.10", "0.00,5.00", '"1,000",-'))
    receipt = installation.load()[LEDGER]
    assert (receipt.outcome, receipt.findings) == ("accepted", ())
    assert amounts(installation) == ["70.25", "-30.10", "-5.00", "1000.00"]
    assert receipt.totals_found["amount"].accepted == "1035.15"


@pytest.mark.parametrize("cells", ["12.00,x", "x,12.00", ","])
def test_a_debit_or_credit_that_cannot_be_read_rejects_the_file(installation, overlay, cells):
    overlay(OVERLAY, TWO_COLUMNS)
    installation.send(LEDGER, ledger("Debit,Credit", *["1.00,"] * 40, cells))
    receipt = installation.load()[LEDGER]
    assert receipt.outcome == "rejected"
    assert "first at line 42" in receipt.findings[0]


def test_a_file_that_lacks_the_credits_is_rejected(installation, overlay):
    overlay(OVERLAY, TWO_COLUMNS)
    installation.send(LEDGER, ledger("Debit", "1.00"))
    [finding] = installation.load()[LEDGER].findings
    assert "lacks 1 of the columns" in finding
    assert "amount (Credit)" in finding


def test_credits_that_are_printed_with_a_minus_are_remarked_or_added(installation, overlay):
    overlay(OVERLAY, TWO_COLUMNS)
    installation.send(LEDGER, ledger("Debit,Credit", "9.00,", ",-4.00"))
    receipt = installation.load()[LEDGER]
    assert receipt.findings[0].startswith("amount: a minus in Credit: 1 row(s), kept counted as a")
    overlay(OVERLAY, TWO_COLUMNS.replace("minus_credit", "plus_credit"))
    again = LEDGER.replace("-20", "-21")
    installation.send(again, ledger("Debit,Credit", "9.00,", ",-4.00").replace("J", "K"))
    receipt = installation.load()[again]
    assert (receipt.findings, receipt.totals_found["amount"].accepted) == ((), "5.00")


def test_a_word_in_its_own_column_is_the_sign(installation, overlay):
    overlay(OVERLAY, INDICATOR)
    cells = ("70.25,DR", "30.10,cr", "£ 5.00,Credit", "0.00,C")
    installation.send(LEDGER, ledger("Value,Posting Side", *cells))
    receipt = installation.load()[LEDGER]
    assert receipt.outcome == "accepted", receipt.findings
    assert amounts(installation) == ["70.25", "-30.10", "-5.00", "0.00"]


@pytest.mark.parametrize("cells", ["12.00,", "12.00,Haben", "-12.00,CR", "(12.00),DR"])
def test_an_unknown_word_or_a_second_sign_rejects_the_file(installation, overlay, cells):
    overlay(OVERLAY, INDICATOR)
    installation.send(LEDGER, ledger("Value,Posting Side", *["1.00,DR"] * 40, cells))
    receipt = installation.load()[LEDGER]
    assert receipt.outcome == "rejected"
    assert "in Posting Side, one of 'DR'" in " ".join(receipt.findings)


def test_the_contract_names_the_words_of_the_sign(installation, overlay):
    overlay(OVERLAY, INDICATOR[:-3] + ", debit: ['', Soll], credit: [Haben]}}}")
    installation.send(LEDGER, ledger("Value,Posting Side", "7.00,", "8.00,haben", "-2.00,"))
    installation.load()
    assert amounts(installation) == ["7.00", "-8.00", "-2.00"]


def test_a_word_behind_the_amount_is_the_sign(installation, overlay):
    overlay(OVERLAY, "columns: {amount: {sign: {debit: [DR], credit: [CR]}}}")
    cells = ('"4,010.50 CR"', "6.00cr", "3.00 DR", "2.00", "(1.00)")
    installation.send(LEDGER, ledger("amount", *cells))
    installation.load()
    assert amounts(installation) == ["-4010.50", "-6.00", "3.00", "2.00", "-1.00"]


@pytest.mark.parametrize(
    "header",
    ["DR/CR", "Dr Cr", "D/C Indicator", "DebitCreditFlag", "Sign", "Amount sign", "+/-", "Credit",
     "DR_CR_IND", "Debit/Credit", "CRDR"],
)  # fmt: skip
def test_a_sign_that_nobody_reads_rejects_the_file(installation, overlay, header):
    installation.send(LEDGER, ledger(f"amount,{header}", "10.00,DR", "10.00,CR"))
    receipt = installation.load()[LEDGER]
    assert receipt.outcome == "rejected"
    assert f"has the column '{header}'" in receipt.findings[0]
    overlay(OVERLAY, f"ignored_headers: ['{header}']\n")
    assert installation.load()[LEDGER].outcome == "accepted"


@pytest.mark.parametrize(
    ("read", "left"), [("Debit", "Credit"), ("Credit Amount", "Debit Amount"), ("DR", "CR")]
)
def test_half_of_debit_and_credit_rejects_the_file_also_where_the_other_is_ignored(
    installation, overlay, read, left
):
    overlay(OVERLAY, f"columns: {{amount: {{aliases: [{read}]}}}}\nignored_headers: [{left}]\n")
    installation.send(LEDGER, ledger(f"{read},{left}", "10.00,0.00", "0.00,4.00"))
    receipt = installation.load()[LEDGER]
    assert receipt.outcome == "rejected"
    assert f"has amount in '{read}', and '{left}' is not read" in receipt.findings[0]


@pytest.mark.parametrize("header", ["Creditor Type", "Signed off by", "Credit note no", "DC code"])
def test_other_new_columns_are_remarked(installation, header):
    installation.send(LEDGER, ledger(f"amount,{header}", "10.00,x"))
    receipt = installation.load()[LEDGER]
    assert receipt.findings == (f"new columns, not loaded: {header}",)


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("derive: debit_minus_credit, debit_headers: [Debit]", "credit_headers"),
        ("credit_headers: [Credit]", "need derive"),
        ("sign: {headers: [S], debit: [X], credit: [x]}", "credit"),
        ("sign: {debit: [DR], credit: ['', CR]}", "an amount without a word has its own sign"),
        ("constant: '1', sign: {}", "'sign' is for an amount that files carry"),
    ],
)
def test_a_sign_that_has_no_effect_is_a_contract_error(overlay, amount, message):
    overlay(OVERLAY, f"columns: {{amount: {{{amount}}}}}\n")
    with pytest.raises(ContractError, match=r"transactions\.205\.yml") as rejected:
        contract_files.check_usable("205")
    assert message in str(rejected.value)


def test_a_header_of_thousands_rejects_the_file(installation, overlay):
    overlay(OVERLAY, "columns: {amount: {aliases: ['Net (£000)']}}")
    installation.send(LEDGER, ledger("Net (£000)", "1.00"))
    [finding] = installation.load()[LEDGER].findings
    assert "has amount in 'Net (£000)', which states thousands or millions of pounds" in finding


@pytest.mark.parametrize(
    ("header", "is_of_pounds"),
    [
        ("Budget £'000", False),
        ("Deficit £m", False),
        ("Net 000s", False),
        ("£k", False),
        ("In thousands", False),
        ("Amount £", True),
        ("Payments over £500", True),
        ("Over £1000", True),
        ("Schools block (£s) [A]", True),
        ("Total £ million", False),
    ],
)
def test_a_header_states_whether_its_amounts_are_pounds(header, is_of_pounds):
    assert (units.other_unit(header) is None) == is_of_pounds
