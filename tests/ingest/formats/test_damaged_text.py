"""Damage that senders' programs do to a CSV is put right or named, and nothing is lost in
silence."""

import json

import pytest

from tests.ingest import shapes

pytestmark = pytest.mark.slow

LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
REQUESTS = "205/case_system/requests__2026-11-20.csv"
PERSONS = "205/case_system/persons__2026-11-20.csv"
WIDTH = shapes.TRANSACTIONS.count(",")
EMPTY = "," * WIDTH


def one(installation, path, content):
    installation.send(path, content)
    return installation.load()[path]


def lines_and(installation, column, source="finance_ledger/transactions"):
    query = f"select _line, {column} from '{{raw}}/{source}/205/*.parquet' order by all"
    return installation.rows(query)


# Bytes


def with_names(count, name):
    return shapes.transactions(count).replace("Acme School", name)


def test_one_cut_character_leaves_the_rest_of_a_file_in_utf8(installation):
    content = with_names(40, "Zo\u00eb\u2019s Place").encode()
    receipt = one(installation, LEDGER, content.replace("\u2019".encode(), b"\xe2\x80", 1))
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 40)
    assert receipt.findings == (
        "1 place with bytes that are not UTF-8, first in line 2: replaced by U+FFFD",
    )
    names = [name for _, name in lines_and(installation, "supplier_name")]
    assert names == ["Zo\u00eb\ufffds Place", *["Zo\u00eb\u2019s Place"] * 39]


def test_a_cut_character_in_an_identifier_quarantines_its_row(installation):
    content = shapes.persons(40).replace("P17,", "P17\u00e9,").replace("P18,", "P18\u00e9,")
    receipt = one(installation, PERSONS, content.encode().replace(b"P17\xc3\xa9", b"P17\xc3"))
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (39, 1)
    assert receipt.findings[0] == (
        "person_id: found bytes that are not UTF-8: 1 row(s), first at line 19"
    )


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_the_receipt_names_an_encoding_other_than_utf8(installation, encoding):
    receipt = one(installation, LEDGER, with_names(3, "\u00c9cole \u00a35k").encode(encoding))
    shown = encoding.replace("utf", "UTF")
    assert receipt.findings == (f"read as {shown}: the file is not UTF-8",)
    assert {name for _, name in lines_and(installation, "supplier_name")} == {"\u00c9cole \u00a35k"}


# Line ends


@pytest.mark.parametrize(
    "ends",
    [("\r\n", "\n"), ("\n", "\r\n"), ("\r\r\n",), ("\r", "\n"), ("\r\n", "\r"), ("\n", "\r\r\n")],
)
@pytest.mark.parametrize("amount", ["12.50", '"12.50"'])
def test_line_ends_of_several_kinds_are_read(installation, ends, amount):
    rows = [shapes.TRANSACTIONS, *(shapes.line(n, amount) for n in range(12))]
    text = "".join(row + ends[n * len(ends) // len(rows)] for n, row in enumerate(rows))
    receipt = one(installation, LEDGER, text)
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 12), receipt.findings
    assert [line for line, _ in lines_and(installation, "amount")] == list(range(2, 14))


def test_line_breaks_in_quoted_cells_stay_as_they_are(installation):
    cells = {1: '"one\r\ntwo ""three"""', 2: '"one\ntwo"', 3: 'a 5" pipe', 4: '"x\r\n"'}
    rows = [shapes.TRANSACTIONS]
    rows += [shapes.line(n, description=cells.get(n, "fees")) for n in range(6)]
    text = "\r\n".join(rows[:3]) + "\n" + "\r\r\n".join(rows[3:]) + "\r\n"
    assert one(installation, LEDGER, text).rows_accepted == 6
    found = [text for _, text in lines_and(installation, "description")]
    assert found == ["fees", 'one\r\ntwo "three"', "one\ntwo", 'a 5" pipe', "x", "fees"]


# Empty rows


def test_empty_rows_are_counted_and_left_out(installation):
    lines = shapes.transactions(40).splitlines()
    lines[5:5] = [EMPTY, ",,"]  # of the header's width, and short
    lines[20:20] = [' , "",' + "," * (WIDTH - 2)]
    lines[30] = lines[30].replace("2026-11-03", "03/11/2026")
    receipt = one(installation, LEDGER, "\n".join([*lines, EMPTY, ",,,"]))
    counts = (receipt.rows_read, receipt.rows_accepted, receipt.rows_quarantined)
    assert counts == (40, 39, 1)
    assert receipt.totals_found["amount"].file == "4000.00"
    assert receipt.findings[-1] == "5 empty rows left out"
    assert receipt.findings[0].endswith("first at line 31")
    kept = [n for n in range(2, 45) if n not in (6, 7, 21, 31)]
    assert [line for line, _ in lines_and(installation, "amount")] == kept


def test_a_control_file_counts_no_empty_rows(installation):
    installation.send(LEDGER.replace(".csv", ".control.json"), json.dumps({"rows": 3}))
    receipt = one(installation, LEDGER, shapes.transactions(3, *[EMPTY] * 5))
    assert receipt.outcome == "accepted", receipt.findings


def test_a_file_of_empty_rows_alone_has_no_rows(installation):
    receipt = one(installation, LEDGER, shapes.transactions(0, *[EMPTY] * 5))
    assert receipt.outcome == "rejected"
    assert "no rows" in receipt.findings[0]


def test_many_empty_rows_at_the_end_are_left_out(installation):
    text = shapes.transactions(40) + f"{EMPTY}\n" * 200_000 + ",,\n" * 50_000
    receipt = one(installation, LEDGER, text)
    assert (receipt.outcome, receipt.rows_read) == ("accepted", 40)
    assert receipt.findings == ("250,000 empty rows left out",)


# Title rows


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("Ledger of the council\n", 1),
        ("\ufeffRun by,A Clerk\n\nAmount:,,\n", 3),
        (f"x{EMPTY}\n", 1),
    ],
)
def test_title_rows_above_the_header_are_skipped(installation, title, rows):
    bad = shapes.line(99, posting="").replace("2026-11-03", "99/99/2026")
    receipt = one(installation, LEDGER, title + shapes.transactions(40, bad))
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (40, 1), receipt.findings
    assert receipt.findings[0].endswith(f"first at line {42 + rows}")
    shown = "1 title row" if rows == 1 else f"{rows} title rows"
    assert receipt.findings[1] == f"{shown} above the headers skipped"
    assert lines_and(installation, "amount")[0][0] == 2 + rows


def test_a_malformed_record_below_a_title_has_the_line_of_the_file(installation):
    lines = ["Ledger", "", *shapes.requests(40).splitlines()]
    lines[12] = lines[12].rsplit(",", 1)[0]
    receipt = one(installation, REQUESTS, "\n".join(lines) + "\n")
    assert receipt.findings[0].endswith("1 row(s), first at line 13")
    found = [line for line, _ in lines_and(installation, "request_key", "case_system/requests")]
    assert found == [n for n in range(4, 44) if n != 13]


def test_the_contract_can_name_the_header_row_of_a_csv(installation, overlay):
    overlay(
        "finance_ledger/transactions.205.yml",
        "header_row: [2, 3]\ncolumns:\n  amount: {aliases: [Net amount]}\n"
        "  period: {from_title: 'Period (\\d+)'}\n",
    )
    header = shapes.TRANSACTIONS.replace(",amount", ",Net").replace("period,", "")
    below = EMPTY.replace(",", "", 1) + "amount"
    rows = [shapes.line(n).replace(",8,2026", ",2026") for n in range(3)]
    text = "\n".join(["Period 8 of the year", header, below, *rows]) + "\n"
    receipt = one(installation, LEDGER, text)
    assert receipt.outcome == "accepted", receipt.findings
    assert lines_and(installation, "period") == [(4, 8), (5, 8), (6, 8)]


# The end of a file


@pytest.mark.parametrize(
    ("last", "cells"), [("J9,9,2026-27,8", 4), ('J9,9,"2026-27","8', 4), ("J", 1)]
)
def test_a_last_record_that_is_cut_off_rejects_the_file(installation, last, cells):
    receipt = one(installation, LEDGER, "Ledger\n\n" + shapes.transactions(40) + last)
    assert receipt.outcome == "rejected"
    assert f"the last record (at line 44) ends after cell {cells} of 14" in receipt.findings[0]


def test_a_last_record_that_is_cut_off_rejects_a_file_about_people(installation):
    text = shapes.persons(40, "P99,A000000000099,,,Inventedname")
    receipt = one(installation, PERSONS, text.rstrip("\n"))
    assert "ends after cell 5 of 10" in receipt.findings[0]
    assert "Inventedname" not in str(receipt)


def test_a_short_record_with_a_line_end_is_quarantined(installation):
    receipt = one(installation, PERSONS, shapes.persons(40, "P99,A000000000099"))
    assert (receipt.outcome, receipt.rows_quarantined) == ("accepted_with_rejects", 1)


def test_a_whole_last_record_needs_no_line_end(installation):
    assert one(installation, LEDGER, shapes.transactions(3).rstrip("\n")).rows_accepted == 3


def test_a_delimiter_behind_the_headers_alone_is_no_column(installation):
    text = shapes.transactions(3).replace("amount\n", "amount,,\n")
    receipt = one(installation, LEDGER, text)
    assert (receipt.rows_accepted, receipt.findings) == (3, ())


# Error words


def test_a_spreadsheets_error_in_a_csv_cannot_be_read(installation):
    text = shapes.transactions(40).replace(",S1,", ",#REF!,", 1)
    receipt = one(installation, LEDGER, text)
    assert receipt.rows_quarantined == 1
    assert receipt.findings[0] == "supplier_id: found the error #REF!: 1 row(s), first at line 2"
