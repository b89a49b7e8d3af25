"""Identifiers, codes and shares that a spreadsheet or a tool has rewritten as other numbers."""

import io

import pytest
import xlsxwriter

from ingest.formats import number_format
from ingest.formats.csv_text import Text
from ingest.read import text_scan
from ingest.read.values import identifiers
from tests.ingest import shapes
from tests.ingest.workbooks import typed

pytestmark = pytest.mark.slow

LEDGER = "205/finance_ledger/transactions__2026-11-20"
REQUESTS = "205/case_system/requests__2026-11-20.csv"
PERSONS = "205/case_system/persons__2026-11-20.csv"
COSTS = "205/case_system/placement_costs__2026-11-20"
PRICES = (
    "cost_id,placement_id,spend_category,annual_amount,price_basis,weeks,start_date,end_date,"
    "education_pct,social_care_pct,health_pct\n"
)


def one(installation, path, content):
    installation.send(path, content)
    return installation.load()[path]


def stored(installation, columns, table="finance_ledger/transactions"):
    return installation.rows(
        f"select {columns} from '{{raw}}/{table}/205/*.parquet' order by _line"
    )


def test_a_key_in_scientific_notation_quarantines_its_row_and_another_text_is_kept(installation):
    rows = [
        shapes.line(1, journal="4.50012E+09"),
        shapes.line(2).replace(",S1,", ",1.2E+11,"),
        *(shapes.line(n) for n in range(3, 41)),
    ]
    receipt = one(installation, f"{LEDGER}.csv", "\n".join([shapes.TRANSACTIONS, *rows, ""]))
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (39, 1)
    lost = "a number in scientific notation, whose last digits are lost (export the column as text)"
    assert receipt.findings == (
        f"journal_id: found {lost}: 1 row(s), first at line 2",
        f"supplier_id: 1 cell(s) hold {lost}, first at line 3",
    )
    assert stored(installation, "supplier_id")[0] == ("1.2E+11",)


def test_a_child_whose_id_lost_its_digits_is_not_taken_for_another(installation):
    ids = ("2.02611E+11", "2.02611E+11")  # two children
    rows = [shapes.person(90 + n, id=each) for n, each in enumerate(ids)]
    receipt = one(installation, PERSONS, shapes.persons(60, *rows))
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (60, 2)
    assert receipt.findings[0].startswith("person_id: found a number in scientific notation")


def test_a_uln_written_as_a_decimal_is_the_child_s_uln(installation):
    """A tool writes the numbers of a column with empty cells as decimals."""
    written = ("1234567890", "1234567890.0", "123456789.0")
    rows = [shapes.person(n).replace(",,,", f",{uln},,", 1) for n, uln in enumerate(written)]
    receipt = one(installation, PERSONS, shapes.persons(0, *rows))
    assert receipt.findings == (r"uln: not of the pattern \d{10}: 1 row(s), kept without it",)
    plain, decimal, short = stored(installation, "uln_key", "case_system/persons")
    assert plain == decimal != (None,)
    assert short == (None,)
    assert identifiers.cleaned("uln", "1234567890.0") == "1234567890"
    assert identifiers.cleaned("person", "12.0") == "12.0"


@pytest.mark.parametrize(
    "written", ["4.50012e+09", "4E+09", "4.50012E9", "4.50012e9", '"4,50012E+09"']
)
def test_every_spelling_of_scientific_notation_is_one(installation, written):
    """R and pandas write a small e, Java no plus, and Excel a comma where decimals have one."""
    rows = [shapes.line(1, journal=written), shapes.line(2).replace(",S1,", f",{written},")]
    rows += [shapes.line(n) for n in range(3, 41)]
    receipt = one(installation, f"{LEDGER}.csv", "\n".join([shapes.TRANSACTIONS, *rows, ""]))
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (39, 1)
    assert receipt.findings[0].startswith("journal_id: found a number in scientific notation")
    assert receipt.findings[1].startswith("supplier_id: 1 cell(s) hold a number in scientific")


@pytest.mark.parametrize("text", ["CE12", "1E05", "12E5", "E10000011", "2E", "3.5E", "V1.2E3x"])
def test_letters_between_digits_are_no_scientific_notation(installation, text):
    lines = shapes.transactions(3).replace("J1,", f"{text},").replace(",S1,", f",{text},")
    receipt = one(installation, f"{LEDGER}.csv", lines)
    assert (receipt.outcome, receipt.findings) == ("accepted", ())


@pytest.mark.parametrize(
    ("place", "text", "what"),
    [(1, "E+09,", "may_have_exponents"), (1, "e+09,", "may_have_exponents"),
     (1, ".0,", "may_have_decimal_wholes"),
     (2, '.0"', "may_have_decimal_wholes")],
)  # fmt: skip
def test_numbers_across_two_pieces_of_a_file_are_seen(tmp_path, place, text, what):
    path = tmp_path / "file.csv"
    path.write_text("x" * (text_scan.CHUNK - place) + text + "\n", encoding="utf-8")
    assert getattr(text_scan.scan(Text(path, ",", ["a", "b"]), "file"), what)


def test_whole_numbers_written_as_decimals_are_codes_flags_and_numbers(installation):
    rows = [shapes.request(n).replace(",1,0,Y,", ",2.0,1.0,Y,") for n in range(3)]
    rows[2] += "878.0"
    assert one(installation, REQUESTS, shapes.requests(0, *rows)).outcome == "accepted"
    columns = "request_source, rya, exported_la"
    assert stored(installation, columns, "case_system/requests") == [
        ("2", True, None), ("2", True, None), ("2", True, "878")
    ]  # fmt: skip
    lines = shapes.transactions(2).replace(",0,2026", ",0.0,2026").replace("C100", "10012.0")
    receipt = one(installation, f"{LEDGER}.csv", lines)
    assert receipt.findings == (
        "cost_centre: 2 cell(s) hold a whole number written as a decimal (12.0), which is another "
        "text than 12, first at line 2",
    )
    assert stored(installation, "line_number, cost_centre") == [(0, "10012.0"), (1, "10012.0")]


@pytest.mark.parametrize("cell", ["05-Mar", "Mar-26", "05-Mar-26"])
def test_an_id_that_a_spreadsheet_has_made_a_date_is_reported(installation, cell):
    lines = shapes.transactions(4).replace(",C100,", f",{cell},", 1)
    receipt = one(installation, f"{LEDGER}.csv", lines.replace(",fees,", f",{cell},"))
    assert receipt.findings == (
        "cost_centre: 1 cell(s) hold a date, which a spreadsheet may have made of an id (05-Mar of "
        "3/5; export the column as text), first at line 2",
    )


def test_a_date_among_the_ids_of_a_sheet_is_reported(installation):
    file, rows = io.BytesIO(), typed(shapes.transactions(3))
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as out:
        sheet, day = out.add_worksheet("S"), out.add_format({"num_format": "d-mmm"})
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        sheet.write_number(2, 7, 46086, day)
    receipt = one(installation, f"{LEDGER}.xlsx", file.getvalue())
    assert receipt.findings[0].startswith("cost_centre: 1 cell(s) hold a date, which a spreadsheet")


def test_other_ids_with_the_name_of_a_month_are_not_reported(installation):
    lines = shapes.transactions(4).replace(",C100,", ",5-Marlow,").replace(",5733,", ",Mar-A,")
    assert one(installation, f"{LEDGER}.csv", lines).findings == ()


def test_a_word_for_nothing_in_a_text_or_id_is_reported_and_kept(installation):
    lines = shapes.transactions(4).replace(",S1,", ",NULL,", 2).replace(",INV3,", ",n/a,")
    receipt = one(installation, f"{LEDGER}.csv", lines)
    assert [each.partition(", kept")[0] for each in receipt.findings] == [
        "supplier_id: 2 cell(s) hold a word such as NULL or N/A",
        "reference: 1 cell(s) hold a word such as NULL or N/A",
    ]
    assert stored(installation, "supplier_id") == [("NULL",), ("NULL",), ("S1",), ("S1",)]
    header = f"{shapes.REQUESTS},case_holder"
    rows = [f"{shapes.request(n)},{holder}" for n, holder in enumerate(("NULL", "H1", ""))]
    receipt = one(installation, REQUESTS, "\n".join([header, *rows, ""]))
    assert any(
        each.startswith("case_holder: 1 cell(s) hold a word such as NULL")
        for each in receipt.findings
    )


def test_codes_are_read_with_spaces_for_underscores_and_zeros_before_numbers(installation):
    table = PRICES + "C1,L1,Special School,1000.50,Academic-Year,38,2026-09-01,,100,0,0\n"
    one(installation, f"{COSTS}.csv", table)
    codes = "spend_category, price_basis"
    assert stored(installation, codes, "case_system/placement_costs") == [
        ("special_school", "academic_year")
    ]
    one(installation, REQUESTS, shapes.requests(1).replace(",1,0,", ",01,0,"))
    assert stored(installation, "request_source", "case_system/requests") == [("1",)]


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("00000", "42", "00042"),
        ('"S"0000', "12", "S0012"),
        ("\\C\\C00000", "45", "CC00045"),
        ("0000-00", "123456", "1234-56"),
        ('"P"000;-"P"000', "7", "P007"),
        ("00", "12345", "12345"),
        ("00", "1.5", None),
        ("0%", "0.5", "50%"),
        ("0.00%", "0.333", "33.3%"),
        ("0%", "1", "100%"),
    ],
)
def test_a_number_is_what_its_format_shows(code, value, shown):
    assert number_format.changes_text(code)
    assert number_format.as_shown(code, value) == shown


@pytest.mark.parametrize("code", ["General", "0", "0.00", "#,##0.00", "dd/mm/yyyy", "@", '0" x"#'])
def test_other_formats_change_nothing(code):
    assert not number_format.changes_text(code)


def test_a_workbooks_ids_are_those_that_its_sheet_shows(installation):
    file, rows = io.BytesIO(), typed(shapes.transactions(3))
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as out:
        sheet, prefix = out.add_worksheet("S"), out.add_format({"num_format": '"S"0000'})
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        sheet.write_number(1, 9, 12, prefix)
        sheet.write_number(2, 9, 1234567890123456789)
        sheet.write_number(3, 9, 202611000123)
    receipt = one(installation, f"{LEDGER}.xlsx", file.getvalue())
    assert stored(installation, "supplier_id") == [
        ("S0012",), ("1.23456789012346E+18",), ("202611000123",)
    ]  # fmt: skip
    assert receipt.findings[0].startswith("supplier_id: 1 cell(s) hold a number in scientific")


def price(number, shares):
    return f"C{number},L{number},special_school,1000.50,weekly,38,2026-09-01,,{shares}\n"


def test_shares_in_per_cent_are_read_with_and_without_their_sign(installation):
    table = PRICES + price(1, "50%,30 %,20%") + price(2, "50,50,") + price(3, ".5%,99.5,0")
    assert one(installation, f"{COSTS}.csv", table).rows_accepted == 3
    shares = "education_pct::varchar, social_care_pct::varchar"
    assert stored(installation, shares, "case_system/placement_costs") == [
        ("50.0000", "30.0000"), ("50.0000", "50.0000"), ("0.5000", "99.5000")
    ]  # fmt: skip


def test_a_cell_that_a_sheet_shows_as_per_cent_is_a_share_in_per_cent(installation):
    file, rows = io.BytesIO(), typed(PRICES + price(1, "0.5,0.375,0.125"))
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as out:
        sheet, share = out.add_worksheet("S"), out.add_format({"num_format": "0%"})
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        for column in (8, 9, 10):
            sheet.write_number(1, column, rows[1][column], share)
    assert one(installation, f"{COSTS}.xlsx", file.getvalue()).rows_accepted == 1
    shares = "education_pct::varchar, social_care_pct::varchar, health_pct::varchar"
    table = "case_system/placement_costs"
    assert stored(installation, shares, table) == [("50.0000", "37.5000", "12.5000")]
