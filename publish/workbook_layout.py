"""What every sheet of the workbook has in common: head, frozen panes, print setup, formats, checks.

All text is written as text, whatever it begins with; totals are formulas that carry their value for
readers that don't calculate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

POUNDS = "[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00"
FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF2"},
    "text": {},
    "strong": {"bold": True},
    "pounds": {"num_format": POUNDS},
    "total": {"num_format": POUNDS, "bold": True, "top": 1},
    "day": {"num_format": "d mmm yyyy", "align": "left"},
    "whole": {"num_format": "#,##0"},
    "tenths": {"num_format": "0.0"},
    "hundredths": {"num_format": "0.00"},
}
HEAD_ROW = 3  # the head of each sheet's first table; what is above it is frozen with it
A4 = 9


@dataclass(frozen=True)
class Check:
    """An identity: a formula over the workbook's cells, what it should come to, by the marts."""

    what: str
    formula: str
    workbook: Decimal
    marts: Decimal

    @property
    def difference(self) -> Decimal:
        return self.workbook - self.marts


class Book:
    """A workbook being written."""

    def __init__(self, path: Path, about: str, as_at: date) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        self.file = xlsxwriter.Workbook(str(path), options | {"strings_to_numbers": False})
        # Excel asks for a time of making; the reporting date makes the same marts the same bytes.
        made = datetime(as_at.year, as_at.month, as_at.day)  # noqa: DTZ001 (Excel knows no zones)
        self.file.set_properties({"title": about, "created": made})
        self.formats = {name: self.file.add_format(each) for name, each in FORMATS.items()}
        self.about, self.as_at = about, as_at
        self.checks: list[Check] = []

    def sheet(self, name: str, heads: Sequence[str], widths: Sequence[float]) -> Worksheet:
        """Add a sheet with its title and the head of its first table."""
        sheet = self.file.add_worksheet(name)
        sheet.write_string(0, 0, f"{name}: {self.about}", self.formats["title"])
        sheet.write_string(1, 0, "As at", self.formats["text"])
        self.put(sheet, 1, 1, self.as_at)
        self.heads(sheet, HEAD_ROW, heads)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.set_footer("&L&F&C&A&RPage &P of &N")
        return sheet

    def heads(self, sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
        for column, head in enumerate(heads):
            sheet.write_string(row, column, head, self.formats["head"])

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, style: str = "") -> None:
        """Write a value as what it is; nothing where there is none."""
        if value is None:
            return
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, self.formats[style or "day"])
        elif isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            sheet.write_string(row, column, str(value), self.formats[style or "text"])
        else:
            usual = "whole" if isinstance(value, int) else "pounds"
            sheet.write_number(row, column, float(value), self.formats[style or usual])

    def formula(
        self, sheet: Worksheet, row: int, column: int, formula: str, value: Decimal, style: str = ""
    ) -> None:
        """Write a formula with its value, reckoned here in pence."""
        sheet.write_formula(row, column, formula, self.formats[style or "pounds"], float(value))

    def check(self, what: str, formula: str, workbook: Decimal, marts: Decimal) -> None:
        """Note an identity for the sheet of checks."""
        self.checks.append(Check(what, formula, workbook, marts))

    def put_checks(self) -> None:
        """Write the last sheet: each identity, and its zero."""
        heads = ("Check", "In this workbook", "In the marts", "Difference")
        sheet = self.sheet("Checks", heads, (86, 22, 22, 18))
        first = HEAD_ROW + 2
        for row, check in enumerate(self.checks, start=first):
            self.put(sheet, row, 0, check.what)
            self.formula(sheet, row, 1, f"={check.formula}", check.workbook)
            self.put(sheet, row, 2, check.marts)
            here, there = cell(row, 1), cell(row, 2)
            self.formula(sheet, row, 3, f"=ROUND({here}-{there},2)", check.difference)
        sheet.write_string(first - 1, 0, "All checks: sum of differences", self.formats["strong"])
        last = first + max(len(self.checks), 1) - 1
        total = sum((abs(check.difference) for check in self.checks), Decimal(0))
        every = f"{cell(first, 3)}:{cell(last, 3)}"
        self.formula(sheet, first - 1, 3, f"=SUMPRODUCT(ABS({every}))", total, "total")


def cell(row: int, column: int) -> str:
    """A1 of a row and column counted from 0."""
    return str(xl_rowcol_to_cell(row, column))


def elsewhere(sheet: Worksheet, row: int, column: int) -> str:
    """The reference to a cell from another sheet."""
    return f"'{sheet.get_name()}'!{cell(row, column)}"
