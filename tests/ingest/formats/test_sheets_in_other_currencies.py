"""A workbook shows the currency of an amount by the format of its cell; the number does not tell
it."""

import io

import pytest
import xlsxwriter

from ingest.formats import number_format
from tests.ingest import shapes
from tests.ingest.formats.test_damaged_sheets import with_parts
from tests.ingest.workbooks import ods, typed

LEDGER = "205/finance_ledger/transactions__2026-11-20"


def book(code, column=13, row=3):
    """A ledger below a title, of which one number has a format of its own."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as out:
        sheet = out.add_worksheet("S")
        for number, cells in enumerate(typed(shapes.transactions(3)), 1):
            sheet.write_row(number, 0, cells)
        sheet.write_number(row, column, 100.25, out.add_format({"num_format": code}))
    return file.getvalue()


def one(installation, content, ending="xlsx"):
    installation.send(f"{LEDGER}.{ending}", content)
    return installation.load()[f"{LEDGER}.{ending}"]


@pytest.mark.parametrize(
    "code", ["[$€-2] #,##0.00", "#,##0.00 [$EUR]", '"$"#,##0.00', "[$$-409]#,##0.00;[Red]-0"]
)
def test_an_amount_that_is_shown_in_another_currency_rejects_the_workbook(installation, code):
    receipt = one(installation, book(code))
    assert receipt.is_rejected
    assert receipt.findings == (
        f"landing/{LEDGER}.xlsx: column 'amount' is shown in another currency than pounds in 1 "
        "cell(s), first in row 4. Expected pounds; convert the amounts, or correct their format, "
        "and send it again.",
    )


@pytest.mark.parametrize(
    ("code", "column", "row"),
    [("[$£-809]#,##0.00", 13, 3), ('"£"#,##0.00', 13, 3), ("[$-809]#,##0.00", 13, 3),
     ("#,##0.00 [$GBP]", 13, 3), ("[$€-2] #,##0.00", 13, 0), ("[$€-2] #,##0.00", 15, 3)],
    ids=["pounds", "quoted pounds", "a language", "GBP", "a title", "another column"],
)  # fmt: skip
def test_pounds_titles_and_other_columns_are_read(installation, code, column, row):
    receipt = one(installation, book(code, column, row))
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 3)


@pytest.mark.parametrize(("currency", "is_rejected"), [("EUR", True), ("GBP", False)])
def test_an_opendocument_sheet_names_the_currency_of_a_cell(installation, currency, is_rejected):
    amount = b'office:value-type="float" office:value="100.0"'
    changed = f'office:value-type="currency" office:currency="{currency}" office:value="100.0"'
    content = ods({"S": typed(shapes.transactions(3))})
    receipt = one(installation, with_parts(content, [(amount, changed.encode())]), "ods")
    assert receipt.is_rejected == is_rejected
    if is_rejected:
        assert "column 'amount' is shown in another currency" in receipt.findings[0]


@pytest.mark.parametrize("code", ["General", "0.00", "[$-F800]dddd", '"S"0000', "_-£* #,##0.00"])
def test_other_formats_show_no_currency(code):
    assert not number_format.is_foreign(code)
