"""What finance and case systems print into an export beside its rows, and how they mark cells."""

import pytest

from ingest.read import text_findings
from tests.ingest import shapes
from tests.ingest.workbooks import typed, xlsx

pytestmark = pytest.mark.slow

FILE = "312/finance_ledger/transactions__2026-11-20.csv"
OVERLAY = "finance_ledger/transactions.312.yml"
HEADER = shapes.TRANSACTIONS
STORED = "select {columns} from '{raw}/finance_ledger/transactions/312/*.parquet' order by _line"


def stored(installation, columns):
    return installation.rows(STORED.replace("{columns}", columns))


def load(installation, content, path=FILE):
    installation.send(path, content)
    [receipt] = installation.load().values()
    return receipt


def lines(count):
    return [shapes.line(number) for number in range(count)]


def pages(rows, each):
    """A report that prints its headers on each page."""
    pages = [[HEADER, *rows[n : n + each]] for n in range(0, len(rows), each)]
    return [line for page in pages for line in page]


# What is no row


def test_headers_on_each_page_and_drawn_lines_are_left_out_and_counted(installation):
    rule = ",".join("-" * len(name) for name in HEADER.split(","))
    [first, *rest] = pages(lines(30), 10)
    receipt = load(installation, "\n".join([first, rule, *rest, ""]))
    assert (receipt.outcome, receipt.rows_read, receipt.rows_accepted) == ("accepted", 30, 30)
    assert receipt.findings == ("2 repetitions of the headers left out", "1 drawn line left out")
    assert [line for (line,) in stored(installation, "_line")] == [
        *range(3, 13), *range(14, 24), *range(25, 35),
    ]  # fmt: skip


def test_a_workbook_may_repeat_its_headers(installation):
    book = xlsx({"Report": typed("\n".join(pages(lines(20), 10)))})
    receipt = load(installation, book, FILE.replace(".csv", ".xlsx"))
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 20)
    assert receipt.findings == ("1 repetition of the headers left out",)


TOTALS = "ignored_rows: ['(sub-|grand )?total', '[(][0-9]+ rows affected[)]']\n"


def test_totals_and_footers_are_left_out_where_the_contract_names_them(installation, overlay):
    overlay(OVERLAY, TOTALS)
    rows = lines(20)
    rows[10:10] = [f"{',' * 12}Sub-total,1000.00".removeprefix(",")]
    content = "\n".join(
        [HEADER, *rows, f"Grand total{',' * 13}2000.00", "", "(20 rows affected)", ""]
    )
    receipt = load(installation, content)
    assert (receipt.outcome, receipt.rows_read, receipt.rows_accepted) == ("accepted", 20, 20)
    assert receipt.findings == ("3 rows that the contract ignores (ignored_rows) left out",)


def test_a_row_that_can_be_read_is_never_taken_for_a_total(installation, overlay):
    """A payment whose first cell is the word that totals begin with."""
    overlay(OVERLAY, "ignored_rows: ['Total.*']\n")
    total = shapes.line(7).split(",", 1)[1]
    receipt = load(installation, "\n".join([HEADER, *lines(5), f"Total Care Ltd,{total}", ""]))
    assert (receipt.rows_accepted, receipt.findings) == (6, ())


def test_a_total_that_no_contract_names_rejects_the_ledger_and_says_what_to_name(installation):
    receipt = load(installation, "\n".join([HEADER, *lines(20), "Total 2000.00", ""]))
    assert receipt.is_rejected
    assert "name footers and totals in the contract, ignored_rows" in receipt.findings[0]


def test_the_mark_of_a_files_end_is_no_record(installation):
    content = "\r\n".join([HEADER, *lines(5), "\x1a"])
    receipt = load(installation, content)
    assert (receipt.outcome, receipt.rows_accepted, receipt.rows_read) == ("accepted", 5, 5)


# Marks before a cell


@pytest.mark.parametrize("mark", ["'{}", '"=""{}"""'])
def test_marks_that_keep_a_number_as_text_are_no_part_of_it(installation, mark):
    rows = [line.replace(",C100,", f",{mark.format('012345')},") for line in lines(3)]
    assert rows != lines(3)
    assert load(installation, "\n".join([HEADER, *rows, ""])).outcome == "accepted"
    assert set(stored(installation, "cost_centre")) == {("012345",)}


def test_an_apostrophe_of_a_text_stays(installation):
    rows = [line.replace(",C100,", ",'tis 5,") for line in lines(1)]
    load(installation, "\n".join([HEADER, *rows, ""]))
    assert stored(installation, "cost_centre") == [("'tis 5",)]


def test_an_amount_after_an_apostrophe_keeps_its_sign(installation):
    rows = [line.rpartition(",")[0] + ",'-1234.56" for line in lines(1)]
    load(installation, "\n".join([HEADER, *rows, ""]))
    assert stored(installation, "cast(amount as varchar)") == [("-1234.56",)]


# Bytes and formats


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_needs_no_byte_order_mark(installation, encoding):
    content = "\n".join([HEADER, *lines(5), ""]).replace("Acme", "Zoë’s")
    receipt = load(installation, content.encode(encoding))
    assert receipt.findings == (f"read as {encoding.upper()}: the file is not UTF-8",)
    assert set(stored(installation, "supplier_name")) == {("Zoë’s School",)}


def test_two_byte_order_marks_are_no_part_of_the_first_header(installation):
    content = "\ufeff\ufeff" + "\n".join([HEADER, *lines(5), ""])
    assert load(installation, content).rows_accepted == 5


def test_a_byte_that_cp1252_lacks_is_replaced_and_named(installation):
    content = "\n".join([HEADER, *lines(20), ""]).replace("Acme", "Zoë’s").encode("cp1252")
    receipt = load(installation, content.replace(b"Zo\xeb", b"Zo\x81", 1))
    assert receipt.rows_accepted == 20
    assert receipt.findings == (
        "read as cp1252: the file is not UTF-8",
        "1 place with bytes that are not UTF-8, first in line 2: replaced by U+FFFD",
    )


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("csv", xlsx({"S": [["a"]]}), "is a workbook or a zip archive. Expected CSV; give it"),
        ("csv", b"\x1f\x8b\x08\x00rest", "is a gzip. Expected CSV; give it the name .csv.gz"),
        (
            "csv.gz",
            b"a,b\n1,2\n",
            "is not a gzip but plain text. Expected a gzip; give it the name",
        ),
        ("xlsx", b"a,b\n1,2\n", "is not a workbook but text. Expected .xlsx or .ods; give it the"),
        ("xlsx", b"<html><table>", "is not a workbook but a web page or XML. Expected .xlsx or"),
        ("csv", b"MIME-Version: 1.0\nContent-Type: text/html\n", "is a web page or XML. Expected"),
        ("csv", b'a, "b"\n1, "2"\n', "begins with a row that holds none of the headers"),
    ],
)
def test_a_file_of_another_format_than_its_name_is_told_apart(installation, name, content, says):
    receipt = load(installation, content, FILE.replace("csv", name))
    assert receipt.is_rejected
    assert says in receipt.findings[0]


def test_a_space_before_a_quotation_mark_is_named(installation):
    content = "\n".join(
        ", ".join(f'"{c}"' for c in line.split(",")) for line in [HEADER, *lines(2)]
    )
    receipt = load(installation, content + "\n")
    assert "a space between a delimiter and a quotation mark" in receipt.findings[0]


@pytest.mark.parametrize("columns", [(0, 7), tuple(range(14))])
def test_texts_in_single_quotation_marks_reject_the_file(installation, columns):
    """The cells of an SQL insert: 'C100' is no cost centre."""
    rows = [each.split(",") for each in lines(4)]
    quoted = [[f"'{c}'" if n in columns else c for n, c in enumerate(row)] for row in rows]
    receipt = load(installation, "\n".join([HEADER, *(",".join(row) for row in quoted), ""]))
    assert receipt.is_rejected
    assert "has journal_id in single quotation marks, which are read" in receipt.findings[0]


# Sheets


def book(**sheets):
    return xlsx({name: typed("\n".join(rows)) for name, rows in sheets.items()})


def test_the_sheet_with_the_headers_is_read_whatever_is_before_it(installation):
    content = book(Cover=["Ledger of October", "Printed on Monday"], Data=[HEADER, *lines(4)])
    assert load(installation, content, FILE.replace(".csv", ".xlsx")).rows_accepted == 4


def test_headers_in_two_sheets_reject_the_workbook_and_half_of_it_is_not_loaded(installation):
    content = book(Page1=[HEADER, *lines(4)], Page2=[HEADER, *lines(8)[4:]])
    receipt = load(installation, content, FILE.replace(".csv", ".xlsx"))
    assert receipt.is_rejected
    assert "has the headers in sheet 'Page1', sheet 'Page2'" in receipt.findings[0]


def test_a_contract_names_the_sheet_of_several(installation, overlay):
    overlay(OVERLAY, "sheet: page2\n")
    content = book(Page1=[HEADER, *lines(4)], Page2=[HEADER, *lines(9)[4:]])
    assert load(installation, content, FILE.replace(".csv", ".xlsx")).rows_accepted == 5


@pytest.mark.parametrize(("rows", "is_cut"), [(999, False), (1000, True)])
def test_a_file_with_as_many_rows_as_a_tool_exports_at_most_is_a_finding(
    installation, rows, is_cut
):
    receipt = load(installation, shapes.transactions(rows))
    assert receipt.outcome == "accepted"
    cut = (
        "the file holds 1,000 rows, with which Select Top 1000 Rows of SQL Server Management Studio"
    )
    assert [each[: len(cut)] for each in receipt.findings] == [cut] * is_cut


@pytest.mark.parametrize(
    ("row", "rows", "is_cut"),
    [(1_048_576, 1_048_575, True), (65_536, 65_535, True), (30_001, 30_000, True),
     (150_003, 150_000, True), (30_000, 29_999, False), (65_537, 65_536, False)],
)  # fmt: skip
def test_the_ends_of_exports_are_known(row, rows, is_cut):
    assert bool(text_findings.of_last_row(row, rows)) == is_cut


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_that_ends_where_a_sheet_of_excel_does_is_a_finding(
    installation, monkeypatch, ending
):
    monkeypatch.setattr(text_findings, "EXCEL_ROWS", 41)
    for rows, is_cut in ((40, True), (39, False)):  # and the header
        path = f"205/finance_ledger/transactions__2026-11-{rows - 20}.{ending}"
        content = shapes.transactions(rows).replace("J", f"{rows}J")
        installation.send(path, xlsx({"Extract": typed(content)}) if ending == "xlsx" else content)
        receipt = installation.load()[path]
        assert receipt.outcome == "accepted"
        cut = "the file ends in row 41, the last that a sheet of Excel holds: rows after it may be"
        assert [each[: len(cut)] for each in receipt.findings] == [cut] * is_cut
