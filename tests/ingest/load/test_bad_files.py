"""The receipt of a bad file states what was found and what to do. It never ends in a traceback,
and the last accepted data stays."""

import gzip
import json
from decimal import Decimal

import pytest

from tests.ingest import shapes

DATED = "205/finance_ledger/transactions__2026-11-20"
GOOD = shapes.transactions()

UNREADABLE = {
    "an empty file": (f"{DATED}.csv", "", "is empty"),
    "nothing but a header": (f"{DATED}.csv", shapes.TRANSACTIONS + "\n", "no rows"),
    "a truncated gzip": (f"{DATED}.csv.gz", gzip.compress(GOOD.encode())[:-9], "truncated gzip"),
    "no gzip at all": (f"{DATED}.csv.gz", GOOD, "is not a gzip but plain text"),
    "a missing column": (f"{DATED}.csv", GOOD.replace("subjective", "subj"), "lacks 1 of the"),
    "rows of another authority": (
        f"{DATED}.csv",
        GOOD.replace("\n", ",330\n").replace("amount,330", "amount,LA Code"),
        "'LA Code' holds 330 alone. Expected 205",
    ),
    "two amounts for one": (
        f"{DATED}.csv",
        GOOD.replace("amount\n", "Debit (£),Credit (£)\n"),
        "debits and credits as one amount with derive: debit_minus_credit",
    ),
    "a column twice": (f"{DATED}.csv", GOOD.replace("reference", "amount"), "two columns for one"),
    "a binary file": (f"{DATED}.csv", b"PK\x03\x04\0\0\0", "is a workbook or a zip archive"),
    "an unclosed quotation mark": (
        f"{DATED}.csv",
        GOOD.replace("Acme School,INV3", '"Acme School,INV3'),
        "never closes it",
    ),
    "an unknown dataset": ("205/finance_ledger/transaction__2026-11-20.csv", GOOD, "transactions"),
    "an impossible date": (
        "205/finance_ledger/transactions__2026-11-31.csv",
        GOOD,
        "is not a date",
    ),
    "an unread format": ("205/finance_ledger/transactions__2026-11-20.docx", GOOD, "isn't read"),
    "a first line without end": (f"{DATED}.csv", "x" * (1 << 18) + "\n1\n", "more than 256 KiB"),
    "columns without end": (
        f"{DATED}.csv",
        GOOD.replace("amount\n", f"amount{',c' * 5000}\n"),
        "has 5,014 columns",
    ),
    "england for an authority": (
        "england/finance_ledger/transactions__2026-11-20.csv",
        GOOD,
        "england is for what DfE publishes",
    ),
    "a census of england": (
        "england/dfe_census/school_census__2026-01-15.csv",
        "a\n1\n",
        "move it to landing/<la_code>/dfe_census",
    ),
    "an unknown source": ("205/finance_leger/transactions__2026-11-20.csv", GOOD, "move it there"),
}
LOSING_POUNDS = {
    "a letter in an amount": (shapes.transactions(40, shapes.line(99, "12a.00")), "line 42"),
    "an amount in parts of a penny": (shapes.transactions(40, shapes.line(99, "1.005")), "line 42"),
    "an amount from a spreadsheet": (shapes.transactions(40, shapes.line(99, "1E+05")), "line 42"),
    "a missing amount": (shapes.transactions(40, shapes.line(99, "")), "line 42"),
    "a record that is no row": (shapes.transactions(40, "J99,1,2026-27"), "no pound may be lost"),
    "too many bad rows": (
        shapes.transactions(40, *(shapes.line(n, journal="") for n in (90, 91, 92))),
        "more than the 5 %",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_unreadable_file_is_rejected(installation, case):
    path, content, message = UNREADABLE[case]
    installation.send(path, content)
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert receipt.rows_read == 0
    assert message in receipt.findings[0]
    assert path.split("/")[-1] in receipt.findings[0]


def test_a_gzip_is_rejected_before_it_fills_the_disk(installation):
    bounds = installation.home / "settings" / "bounds.yml"
    bounds.parent.mkdir()
    bounds.write_text("max_unpacked_mb: 1\n")
    installation.send(f"{DATED}.csv.gz", gzip.compress(GOOD.encode() + b"\n" * (3 << 20)))
    [receipt] = installation.load().values()
    assert "unpacks to more than" in receipt.findings[0]
    assert list((installation.home / "tmp" / "batches").iterdir()) == []


@pytest.mark.parametrize("case", LOSING_POUNDS)
def test_a_file_that_would_lose_a_pound_is_rejected(installation, case):
    content, message = LOSING_POUNDS[case]
    installation.send(f"{DATED}.csv", content)
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert message in receipt.findings[0]
    assert receipt.rows_accepted == 0
    assert receipt.rows_read == receipt.rows_quarantined == content.count("\n") - 1
    [(held,)] = installation.rows("select count(*) from '{quarantine}/205/*.parquet'")
    assert held == receipt.rows_read


def test_the_message_names_missing_headers_and_the_nearest_new_ones(installation):
    installation.send(f"{DATED}.csv", GOOD.replace("posting_date", "posting_dt"))
    [receipt] = installation.load().values()
    assert "posting_date (nearest new one: 'posting_dt')" in receipt.findings[0]


def test_an_extract_with_far_fewer_rows_is_rejected(installation):
    installation.send("205/case_system/persons__2026-11-19.csv", shapes.persons(40))
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(19))
    receipts = installation.load()
    assert receipts["205/case_system/persons__2026-11-19.csv"].outcome == "accepted"
    collapsed = receipts["205/case_system/persons__2026-11-20.csv"]
    assert collapsed.outcome == "rejected"
    assert "fewer than 50 % of the 40 rows" in collapsed.findings[0]


def test_an_extract_with_an_empty_column_is_rejected(installation):
    installation.send("205/case_system/persons__2026-11-19.csv", shapes.persons(40))
    emptied = shapes.persons(40).replace(",WBRI,", ",,")
    installation.send("205/case_system/persons__2026-11-20.csv", emptied)
    receipts = installation.load()
    assert "now empty" in receipts["205/case_system/persons__2026-11-20.csv"].findings[0]


@pytest.mark.parametrize(
    ("control", "message"),
    [
        ('{"records": 41}', "is not a JSON object of rows, sha256 and totals"),
        ('{"rows": 41}', "it holds 40 rows, the control file states 41"),
        ('{"totals": {"amount": "4000.01"}}', "amount sums to 4000.00"),
        (f'{{"sha256": "{64 * "0"}"}}', f"the control file states {64 * '0'}"),
        ("{rows", "is not a JSON object"),
    ],
)
def test_a_file_that_differs_from_its_control_file_is_rejected(installation, control, message):
    installation.send(f"{DATED}.control.json", control)
    installation.send(f"{DATED}.csv", GOOD)
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert message in receipt.findings[0]


def test_a_rejected_file_is_loaded_once_and_its_correction_is_loaded(installation):
    installation.send(f"{DATED}.csv", GOOD.replace("amount", "amnt"))
    assert [r.outcome for r in installation.load().values()] == ["rejected"]
    assert installation.load() == {}
    installation.send(f"{DATED}__corrected.csv", GOOD)
    assert [r.outcome for r in installation.load().values()] == ["accepted"]
    assert installation.load() == {}


def test_a_rejected_file_under_another_name_is_no_duplicate(installation):
    installation.send(f"{DATED}.csv", "")
    installation.send(f"{DATED}__again.csv", "")
    assert [r.outcome for r in installation.load().values()] == ["rejected", "rejected"]


PLACES = "205/places/commissioned_places__2026-11-20"
PLACES_OF_A_SCHOOL = "".join(
    ["place_id,urn,ukprn,place_type,phase,primary_need,places,rate_gbp,start_date,end_date\n"]
    + [f"CP{n},100001,,special,primary,ASD,10,10000.00,2026-09-01,\n" for n in range(4)]
)


@pytest.mark.parametrize(
    "totals",
    [
        {"amount": "4,000.00"},
        {"amount": "£4 000"},
        {"AMOUNT": 4000},
        {"Value": "4000.00", "amount": "4,000"},
        {"value ": "£ 4\u00a0000.00"},
    ],
)
def test_a_total_is_compared_as_a_number_and_under_each_name_of_its_column(
    installation, overlay, totals
):
    overlay("finance_ledger/transactions.205.yml", "columns: {amount: {aliases: [Value]}}\n")
    installation.send(f"{DATED}.control.json", json.dumps({"rows": "40", "totals": totals}))
    installation.send(f"{DATED}.csv", GOOD)
    [receipt] = installation.load().values()
    assert receipt.outcome == "accepted"
    assert {Decimal(each) for each in receipt.totals_stated.values()} == {Decimal(4000)}


@pytest.mark.parametrize("total", ["9" * 40, "1e99999", "NaN", "4000.00.0", "--4000", ""])
def test_a_total_that_is_no_amount_is_not_shown(installation, total):
    installation.send(f"{DATED}.control.json", json.dumps({"totals": {"amount": total}}))
    installation.send(f"{DATED}.csv", GOOD)
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert "amount sums to 4000.00, the control file states something else" in receipt.findings[0]
    assert receipt.totals_stated is None


def test_two_totals_of_one_column_agree(installation, overlay):
    overlay("finance_ledger/transactions.205.yml", "columns: {amount: {aliases: [Value]}}\n")
    totals = {"Value": "4000.00", "amount": "4001.00"}
    installation.send(f"{DATED}.control.json", json.dumps({"totals": totals}))
    installation.send(f"{DATED}.csv", GOOD)
    [receipt] = installation.load().values()
    wrong = "the control file states several totals of amount: 4000.00 and 4001.00"
    assert receipt.outcome == "rejected"
    assert wrong in receipt.findings[0]


@pytest.mark.parametrize(
    ("totals", "wrong"),
    [
        ({"places": 40, "rate_gbp": "40,000"}, None),
        ({"places": 41}, "places sums to 40.0000, the control file states 41"),
        ({"phase": 4}, "(the file's are: rate_gbp"),
    ],
)
def test_other_numbers_than_amounts_can_be_totalled(installation, totals, wrong):
    installation.send(f"{PLACES}.control.json", json.dumps({"totals": totals}))
    installation.send(f"{PLACES}.csv", PLACES_OF_A_SCHOOL)
    [receipt] = installation.load().values()
    assert receipt.outcome == ("rejected" if wrong else "accepted")
    assert not wrong or wrong in receipt.findings[0]
