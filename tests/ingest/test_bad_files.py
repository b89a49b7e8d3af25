"""A bad file gets a receipt that says what was found and what to do; it never ends in a traceback
and never takes yesterday's data with it."""

import gzip

import pytest

from ingest.formats import csv_text
from tests.ingest import shapes

DATED = "205/finance_ledger/transactions__2026-11-20"
GOOD = shapes.transactions()

REFUSED_UNREAD = {
    "an empty file": (f"{DATED}.csv", "", "is empty"),
    "nothing but a header": (f"{DATED}.csv", shapes.TRANSACTIONS + "\n", "no rows"),
    "a truncated gzip": (f"{DATED}.csv.gz", gzip.compress(GOOD.encode())[:-9], "truncated gzip"),
    "no gzip at all": (f"{DATED}.csv.gz", GOOD, "no readable gzip"),
    "a missing column": (f"{DATED}.csv", GOOD.replace("subjective", "subj"), "lacks 1 of the"),
    "a column twice": (f"{DATED}.csv", GOOD.replace("reference", "amount"), "two columns for one"),
    "a binary file": (f"{DATED}.csv", b"PK\x03\x04\0\0\0", "not text"),
    "an unclosed quotation mark": (
        f"{DATED}.csv",
        GOOD.replace("Acme School,INV3", '"Acme School,INV3'),
        "never closes it",
    ),
    "an unknown dataset": ("205/finance_ledger/transaction__2026-11-20.csv", GOOD, "transactions"),
    "an impossible date": ("205/finance_ledger/transactions__2026-11-31.csv", GOOD, "is no date"),
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
REFUSED_READ = {
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


@pytest.mark.parametrize("case", REFUSED_UNREAD)
def test_refuses_what_it_cannot_read(installation, case):
    path, content, said = REFUSED_UNREAD[case]
    installation.send(path, content)
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert receipt.rows_read == 0
    assert said in receipt.findings[0]
    assert path.split("/")[-1] in receipt.findings[0]


def test_a_gzip_that_fills_the_disk_is_refused_before(installation, monkeypatch):
    monkeypatch.setattr(csv_text, "MAX_UNPACKED", 1 << 20)
    installation.send(f"{DATED}.csv.gz", gzip.compress(GOOD.encode() + b"\n" * (3 << 20)))
    [receipt] = installation.load().values()
    assert "unpacks to more than" in receipt.findings[0]
    assert list((installation.home / "batches").iterdir()) == []


@pytest.mark.parametrize("case", REFUSED_READ)
def test_refuses_what_would_lose_a_pound(installation, case):
    content, said = REFUSED_READ[case]
    installation.send(f"{DATED}.csv", content)
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert said in receipt.findings[0]
    assert receipt.rows_accepted == 0
    assert receipt.rows_read == receipt.rows_quarantined == content.count("\n") - 1
    [(held,)] = installation.rows("select count(*) from '{quarantine}/205/*.parquet'")
    assert held == receipt.rows_read


def test_says_which_headers_are_gone_and_which_are_nearest(installation):
    installation.send(f"{DATED}.csv", GOOD.replace("posting_date", "posting_dt"))
    [receipt] = installation.load().values()
    assert "posting_date (nearest new one: 'posting_dt')" in receipt.findings[0]


def test_refuses_an_extract_that_has_collapsed(installation):
    installation.send("205/case_system/persons__2026-11-19.csv", shapes.persons(40))
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(19))
    receipts = installation.load()
    assert receipts["205/case_system/persons__2026-11-19.csv"].outcome == "accepted"
    collapsed = receipts["205/case_system/persons__2026-11-20.csv"]
    assert collapsed.outcome == "rejected"
    assert "fewer than 50 % of the 40 rows" in collapsed.findings[0]


def test_refuses_an_extract_in_which_a_column_fell_silent(installation):
    installation.send("205/case_system/persons__2026-11-19.csv", shapes.persons(40))
    silent = shapes.persons(40).replace(",WBRI,", ",,")
    installation.send("205/case_system/persons__2026-11-20.csv", silent)
    receipts = installation.load()
    assert "now empty" in receipts["205/case_system/persons__2026-11-20.csv"].findings[0]


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ('{"rows": 41}', "it holds 40 rows, the control file says 41"),
        ('{"totals": {"amount": "4000.01"}}', "amount sums to 4000.00"),
        ('{"sha256": "abc"}', "the control file says abc"),
        ("{rows", "is not a JSON object"),
    ],
)
def test_refuses_a_file_that_is_not_what_its_control_file_says(installation, claims, said):
    installation.send(f"{DATED}.control.json", claims)
    installation.send(f"{DATED}.csv", GOOD)
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert said in receipt.findings[0]


def test_a_rejected_file_is_judged_once_and_its_correction_is_loaded(installation):
    installation.send(f"{DATED}.csv", GOOD.replace("amount", "amnt"))
    assert [r.outcome for r in installation.load().values()] == ["rejected"]
    assert installation.load() == {}
    installation.send(f"{DATED}__corrected.csv", GOOD)
    assert [r.outcome for r in installation.load().values()] == ["accepted"]
    assert installation.load() == {}


def test_the_same_bad_bytes_under_another_name_are_no_duplicate_of_what_was_accepted(installation):
    installation.send(f"{DATED}.csv", "")
    installation.send(f"{DATED}__again.csv", "")
    assert [r.outcome for r in installation.load().values()] == ["rejected", "rejected"]
