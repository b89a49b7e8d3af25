"""Errors, formulas without a value and leading zeros in workbooks are read as the sheet shows
them."""

import io
import zipfile

import pytest
import xlsxwriter

from tests.ingest import shapes
from tests.ingest.workbooks import ods, typed, xlsx

pytestmark = pytest.mark.slow

LEDGER = "205/finance_ledger/transactions__2026-11-20"
PERSONS = "205/case_system/persons__2026-11-20.xlsx"
CALCULATES = b' fullCalcOnLoad="1"'


def book(table, changes, changed_format=None):
    """A workbook of a CSV's rows, in which a change (row, header) writes a cell of its own."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as out:
        sheet = out.add_worksheet("Extract")
        zeros = out.add_format({"num_format": changed_format or "General"})
        rows = typed(table)
        for row, cells in enumerate(rows):
            sheet.write_row(row, 0, cells)
        for (row, header), (cell, *value) in changes.items():
            sheet.write(row - 1, rows[0].index(header), cell, zeros, *value)
    return file.getvalue()


def with_parts(content, parts):
    """An archive with some bytes replaced in each of its members."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as kept, zipfile.ZipFile(file, "w") as archive:
        for name in kept.namelist():
            part = kept.read(name)
            for before, after in parts:
                part = part.replace(before, after)
            archive.writestr(name, part)
    return file.getvalue()


def one(installation, path, content):
    installation.send(path, content)
    return installation.load()[path]


def column(installation, name, source="finance_ledger/transactions"):
    query = f"select {name} from '{{raw}}/{source}/205/*.parquet' order by _line"
    return [value for (value,) in installation.rows(query)]


@pytest.mark.parametrize(
    "error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]
)
def test_an_error_quarantines_its_row(installation, error):
    changes = {(5, "supplier_id"): ("=VLOOKUP(1,Z!A:B,2,0)", error)}
    receipt = one(installation, f"{LEDGER}.xlsx", book(shapes.transactions(40), changes))
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (39, 1)
    assert receipt.findings[0] == (
        f"supplier_id: found the error {error}: 1 row(s), first at line 5"
    )


def test_an_error_in_an_amount_rejects_the_file(installation):
    changes = {(7, "amount"): ("=NA()", "#N/A")}
    receipt = one(installation, f"{LEDGER}.xlsx", book(shapes.transactions(40), changes))
    assert receipt.outcome == "rejected"
    assert receipt.findings[1].startswith("amount: found the error #N/A")


def test_an_error_in_a_column_that_is_not_read_changes_nothing(installation):
    table = "\n".join(f"{row},x" for row in shapes.transactions(3).splitlines())
    table = table.replace("amount,x", "amount,Notes")
    receipt = one(installation, f"{LEDGER}.xlsx", book(table, {(2, "Notes"): ("=NA()", "#N/A")}))
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 3)


ODS_ERROR = (
    b'<table:table-cell table:formula="of:=NA()" office:value-type="string" '
    b'office:string-value="" calcext:value-type="error"><text:p>%b</text:p>'
)


@pytest.mark.parametrize(("shown", "word"), [(b"#N/A", "#N/A"), (b"Err:508", "#VALUE!")])
def test_an_error_in_an_opendocument_sheet_quarantines_its_row(installation, shown, word):
    table = shapes.transactions(40).replace(",S1,", ",WRONG,", 1)
    space = b"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    content = with_parts(
        ods({"S": typed(table)}),
        parts=[
            (b"xmlns:table=", b'xmlns:calcext="%b" xmlns:table=' % space),
            (
                b'<table:table-cell office:value-type="string"><text:p>WRONG</text:p>',
                ODS_ERROR % shown,
            ),
        ],
    )
    receipt = one(installation, f"{LEDGER}.ods", content)
    assert receipt.findings[0] == f"supplier_id: found the error {word}: 1 row(s), first at line 2"


def sums(values):
    """Formulas in the amounts of 40 rows."""
    return {(n + 2, "amount"): ("=50.25*2", *values) for n in range(40)}


def test_a_formula_above_the_header_says_nothing_of_the_column(installation):
    table = f"Ledger{',' * 13}\n{shapes.transactions(3)}"
    changes = {(n, "Ledger"): ("=A1", 0) for n in (3, 4, 5)}
    content = book(table, {(1, "Ledger"): ("=UPPER(1)", "Ledger"), **changes})
    receipt = one(installation, f"{LEDGER}.xlsx", content)
    assert "(row 3) holds a formula that was never calculated" in receipt.findings[0]


NEVER_CALCULATED = {
    "as XlsxWriter writes them": [],
    "as openpyxl writes them": [(b"</f><v>0</v>", b"</f><v></v>")],
    "without an element for the value": [(b"</f><v>0</v>", b"</f>"), (CALCULATES, b"")],
}


@pytest.mark.parametrize("case", NEVER_CALCULATED)
def test_formulas_that_were_never_calculated_reject_the_file(installation, case):
    content = with_parts(book(shapes.transactions(40), sums([0])), parts=NEVER_CALCULATED[case])
    receipt = one(installation, f"{LEDGER}.xlsx", content)
    assert receipt.outcome == "rejected"
    assert (
        "column 'amount' (row 2) holds a formula that was never calculated" in (receipt.findings[0])
    )
    assert "open it in Excel and save it" in receipt.findings[0]


def test_an_opendocument_formula_without_a_value_rejects_the_file(installation):
    table = shapes.transactions(3, shapes.line(9, "WRONG"))
    formula = b'<table:table-cell table:formula="of:=50.25*2"><text:p/>'
    wrong = b'<table:table-cell office:value-type="string"><text:p>WRONG</text:p>'
    content = with_parts(ods({"S": typed(table)}), parts=[(wrong, formula)])
    receipt = one(installation, f"{LEDGER}.ods", content)
    assert "(row 5) holds a formula that was never calculated" in receipt.findings[0]


CALCULATED = {
    "with values": ([100.5], []),
    "zeros that a spreadsheet calculated": ([0], [(CALCULATES, b"")]),
}


@pytest.mark.parametrize("case", CALCULATED)
def test_formulas_with_values_are_read(installation, case):
    values, parts = CALCULATED[case]
    content = with_parts(book(shapes.transactions(40), sums(values)), parts=parts)
    receipt = one(installation, f"{LEDGER}.xlsx", content)
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 40), receipt.findings


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell(installation):
    changes = {(n, "document_date"): ('=IF(1,"")', "") for n in range(2, 42)}
    changes[(9, "document_date")] = ("=DATE(2026,1,5)", 46027)
    content = book(shapes.transactions(40), changes, "yyyy-mm-dd")
    receipt = one(installation, f"{LEDGER}.xlsx", content)
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 40), receipt.findings


def test_a_formula_in_a_column_that_is_not_read_needs_no_value(installation):
    table = "\n".join(f"{row},x" for row in shapes.transactions(3).splitlines())
    table = table.replace("amount,x", "amount,Notes")
    changes = {(n, "Notes"): ("=A1", 0) for n in (2, 3, 4)}
    assert one(installation, f"{LEDGER}.xlsx", book(table, changes)).outcome == "accepted"


def test_leading_zeros_of_a_number_format_are_kept_in_texts(installation):
    changes = {(2, "supplier_id"): (42,), (2, "period"): (8,), (2, "amount"): (7,)}
    content = book(shapes.transactions(2), changes, "000000")
    one(installation, f"{LEDGER}.xlsx", content)
    assert column(installation, "supplier_id") == ["000042", "S1"]
    assert column(installation, "period") == [8, 8]
    assert column(installation, "amount::varchar") == ["7.00", "100.00"]


def test_a_case_id_with_leading_zeros_has_the_key_of_its_text(installation):
    table = shapes.persons(2, shapes.person(7, id="00042"))
    installation.send(PERSONS.replace(".xlsx", ".csv"), table)
    installation.load()
    [*_, expected] = column(installation, "person_key", "case_system/persons")
    changes = {(4, "person_id"): (42,)}
    installation.send(PERSONS.replace("20.xlsx", "21.xlsx"), book(table, changes, "00000"))
    installation.load()
    assert column(installation, "person_key", "case_system/persons").count(expected) == 2


def test_leading_zeros_of_an_opendocument_sheet_are_kept_in_texts(installation):
    table = shapes.transactions(2).replace(",S1,", ",77,", 1)
    shown = (b"<text:p>77.0</text:p>", b"<text:p>0077</text:p>")
    one(installation, f"{LEDGER}.ods", with_parts(ods({"S": typed(table)}), parts=[shown]))
    assert column(installation, "supplier_id") == ["0077", "S1"]


def test_title_rows_above_the_header_of_a_sheet_are_skipped(installation):
    rows = [["Ledger of the council"], [], ["Amount", "in pounds"], *typed(shapes.transactions(3))]
    receipt = one(installation, f"{LEDGER}.xlsx", xlsx({"S": rows}))
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 3), receipt.findings
    assert receipt.findings == ("2 title rows above the headers skipped",)
    assert column(installation, "_line") == [5, 6, 7]


def test_a_column_of_which_some_formulas_have_a_value_is_reported(installation):
    """XlsxWriter writes 0 where no value is given, and asks Excel to calculate it."""
    changes = {(row, "amount"): ("=1+1", 12.5) for row in range(2, 10)}
    changes |= {(row, "amount"): ("=1+1", 0) for row in (10, 12)}
    receipt = one(installation, f"{LEDGER}.xlsx", book(shapes.transactions(40), changes))
    assert receipt.outcome == "accepted"
    [finding] = [each for each in receipt.findings if "formula" in each]
    assert finding.startswith("column 'amount': 2 formula(s) without a value")
    assert "first in row 10" in finding


# What a sheet shows otherwise than its cells say

STRICT = [
    (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
     b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
     b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
]  # fmt: skip


def test_an_error_is_found_in_strict_open_xml_too(installation):
    changes = {(5, "supplier_id"): ("=VLOOKUP(1,Z!A:B,2,0)", "#N/A")}
    content = with_parts(book(shapes.transactions(40), changes), parts=STRICT)
    receipt = one(installation, f"{LEDGER}.xlsx", content)
    assert receipt.findings[0].startswith("supplier_id: found the error #N/A: 1 row(s)")


def test_hidden_rows_and_merged_cells_are_read_and_named(installation):
    file, rows = io.BytesIO(), typed(shapes.transactions(6))
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as out:
        sheet = out.add_worksheet("Extract")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        sheet.merge_range(4, 9, 6, 9, "S7", out.add_format({"bold": True}))
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(3, None, None, {"hidden": True})
    receipt = one(installation, f"{LEDGER}.xlsx", file.getvalue())
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 6)
    assert column(installation, "supplier_id") == ["S1", "S1", "S1", "S7", None, None]
    merged, hidden = receipt.findings
    assert merged.startswith("1 merged cell(s) in 'supplier_id', first in row 5: their value")
    assert hidden == (
        "2 row(s) that the sheet hides were read, first row 3: a filter hides rows and removes none"
    )


def test_a_row_that_an_opendocument_sheet_hides_is_named(installation):
    row = b'<table:table-row><table:table-cell office:value-type="string"><text:p>J1<'
    hidden = row.replace(b"row>", b'row table:visibility="filter">', 1)
    content = with_parts(ods({"S": typed(shapes.transactions(3))}), parts=[(row, hidden)])
    receipt = one(installation, f"{LEDGER}.ods", content)
    assert receipt.findings[0].startswith("1 row(s) that the sheet hides were read, first row 3")


def test_a_binary_workbook_is_named(installation):
    content = with_parts(book(shapes.transactions(1), {}), parts=[])
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/workbook.bin", b"")
    receipt = one(installation, f"{LEDGER}.xlsx", file.getvalue())
    assert "is a binary workbook (.xlsb)" in receipt.findings[0]
