"""Rows that a case system marks as deleted, void or archived and sends all the same."""

import pytest

from tests.ingest import shapes
from tests.ingest.workbooks import typed, xlsx

PERSONS = "205/case_system/persons__2026-11-20.csv"


def beside(header, *cells):
    lines = shapes.persons(len(cells)).splitlines()
    added = [header, *cells]
    return "".join(f"{line},{cell}\n" for line, cell in zip(lines, added, strict=True))


def load(installation, content, path=PERSONS):
    installation.send(path, content)
    return installation.load()[path]


def wanted(header, rows):
    return (
        f"the column '{header}' marks {rows} row(s) as deleted, void or archived, and they count "
        "as any other: leave them out of the export, or, where they are to count, name it under "
        "ignored_headers in the contract"
    )


@pytest.mark.parametrize(
    ("header", "cells", "rows"),
    [
        ("Is Deleted", ("Y", "N", "", "yes", "1", "0", "False"), 3),
        ("IsDeleted", ("True", "False"), 1),
        ("deleted_at", ("2026-01-05 09:00", "", "NULL"), 1),
        ("Record Status", ("Void", "Live", "Deleted", "ARCHIVED", "Active"), 3),
        ("Status", ("Marked for deletion", "Closed"), 1),
        ("Archived?", ("Live", "Archived", "Not archived"), 1),
    ],
)
def test_rows_that_are_marked_are_a_remark_with_their_number(installation, header, cells, rows):
    receipt = load(installation, beside(header, *cells))
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", len(cells))
    assert wanted(header, rows) in receipt.findings


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Is Deleted", ("N", "No", "0", "")),
        ("Status", ("Live", "Ceased", "Inactive")),
        ("Note", ("Deleted", "Void")),
        ("Avoidance", ("Y", "Y")),
    ],
)
def test_other_columns_are_only_new_columns(installation, header, cells):
    receipt = load(installation, beside(header, *cells))
    assert receipt.findings == (f"new columns, not loaded: {header}",)


def test_rows_of_a_workbook_are_counted_too(installation):
    rows = typed(beside("Is Deleted", "Y", "N", "Y"))
    book = xlsx({"S": [["Persons"], *rows]})
    receipt = load(installation, book, PERSONS.replace("csv", "xlsx"))
    assert wanted("Is Deleted", 2) in receipt.findings


def test_a_header_that_is_ignored_marks_nothing(installation, overlay):
    overlay("case_system/persons.205.yml", "ignored_headers: [Is Deleted]\n")
    assert load(installation, beside("Is Deleted", "Y", "N")).findings == ()
