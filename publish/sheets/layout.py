"""The parts common to all sheets: head, frozen panes, print setup, formats, checks.

Text is always written as text, even where it begins with "="; totals are formulas with a stored
value for readers that don't calculate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

Row = Mapping[str, Any]
ZERO = Decimal(0)
CELL_CHARACTERS = 32_767  # Excel's limit
POUNDS = "[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00"
HEAD: dict[str, Any] = {
    "bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "bg_color": "#E8EDF2",
}  # fmt: skip
FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True, "font_color": "#404040", "text_wrap": True, "valign": "top"},
    "head": HEAD,
    "head_text": HEAD | {"align": "left", "indent": 1},
    "head_number": HEAD | {"align": "right"},
    "text": {},
    "right": {"align": "right"},
    "beside": {"align": "left", "indent": 1},
    "wrapped": {"text_wrap": True, "valign": "top", "align": "left", "indent": 1},
    "missing": {"italic": True},
    "strong": {"bold": True, "valign": "top"},
    "strong_beside": {"bold": True, "align": "left", "indent": 1},
    "to_sign": {"bottom": 1},
    "pounds": {"num_format": POUNDS},
    "left_pounds": {"num_format": POUNDS, "align": "left", "indent": 1},
    "total": {"num_format": POUNDS, "bold": True, "top": 1},
    "day": {"num_format": "d mmm yyyy", "align": "left", "indent": 1},
    "whole": {"num_format": "#,##0"},
    "tenths": {"num_format": "0.0"},
    "hundredths": {"num_format": "0.00"},
}
HEAD_ROW = 3  # the head of each sheet's first table; it is frozen with the rows above it
FIRST = HEAD_ROW + 1
LINE = 15  # points
TWO_LINES = 2 * LINE
DATE_WIDTH = 14  # letters
REMARK_WIDTH = 60  # letters
A4 = 9


class Column(NamedTuple):
    """A column of a table: its head, its width in letters, and whether it holds numbers."""

    head: str
    width: float
    number: bool = True


@dataclass(frozen=True)
class Month:
    """The authority and period of a workbook, and the publication that it is made from."""

    la_code: str
    authority: str | None
    financial_year: str
    period: int
    as_at: date
    publication_id: str

    @property
    def name(self) -> str:
        """The month as 'October 2026'; periods 13 and 14 are year-end adjustments."""
        if self.period > 12:
            return "year-end adjustments"
        month = (self.period + 2) % 12 + 1
        return date(int(self.financial_year[:4]) + (month < 4), month, 1).strftime("%B %Y")

    @property
    def authority_name(self) -> str:
        """The authority with its code; the code alone where its name is not known."""
        return (
            f"{self.authority} ({self.la_code})" if self.authority else f"Authority {self.la_code}"
        )

    def __str__(self) -> str:
        return f"{self.authority_name}, {self.financial_year}, period {self.period}"


@dataclass(frozen=True)
class Check:
    """A check: a formula over the workbook's cells, its value, and the marts' value, in pounds."""

    what: str
    formula: str
    workbook: Decimal
    marts: Decimal

    @property
    def difference(self) -> Decimal:
        return self.workbook - self.marts


class Book:
    """A workbook being written."""

    def __init__(self, path: Path, month: Month) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        self.file = xlsxwriter.Workbook(str(path), options | {"strings_to_numbers": False})
        # Excel needs a creation time; with the reporting date the same marts give the same bytes.
        as_at = month.as_at
        made = datetime(as_at.year, as_at.month, as_at.day)  # noqa: DTZ001 (Excel knows no zones)
        self.file.set_properties({"title": str(month), "created": made})
        self.formats = {name: self.file.add_format(each) for name, each in FORMATS.items()}
        self.month = month
        self.checks: list[Check] = []

    def sheet(self, name: str, columns: Sequence[Column], note: str) -> Worksheet:
        """Add a sheet with its title, a note for the reader and the head of its table."""
        sheet = self.file.add_worksheet(name)
        about = f"{self.month} ({self.month.name})"
        sheet.write_string(0, 0, f"{name}: {about}", self.formats["title"])
        sheet.write_string(1, 0, "As at", self.formats["text"])
        self.put(sheet, 1, 1, self.month.as_at)
        self.heads(sheet, HEAD_ROW, columns)
        widths = [column.width for column in columns] + [0] * (2 - len(columns))
        widths[1] = max(widths[1], DATE_WIDTH)  # the reporting date is above the table
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.merge_range(2, 0, 2, len(widths) - 1, note, self.formats["note"])
        sheet.set_row(2, LINE * _lines(note, sum(widths)))
        sheet.freeze_panes(FIRST, 1)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.set_footer(f"&L&F&C&A, publication {self.month.publication_id}&RPage &P of &N")
        return sheet

    def heads(self, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
        """Write the head of a table; each cell is aligned as its column."""
        sheet.set_row(row, TWO_LINES)
        for at, column in enumerate(columns):
            style = "head_number" if column.number else "head_text" if at else "head"
            sheet.write_string(row, at, column.head, self.formats[style])

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, style: str = "") -> None:
        """Write a value by its type; write nothing for None."""
        if value is None:
            return
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, self.formats[style or "day"])
        elif isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            usual = "beside" if column else "text"
            sheet.write_string(row, column, _fitting(str(value)), self.formats[style or usual])
        else:
            usual = "whole" if isinstance(value, int) else "pounds"
            sheet.write_number(row, column, float(value), self.formats[style or usual])

    def remark_column(self, remarks: Mapping[str, str]) -> list[Column]:
        """Return the column of finance's remarks; none where there is no remark."""
        return [Column("Remark", REMARK_WIDTH, number=False)] if remarks else []

    def put_remark(self, sheet: Worksheet, row: int, column: int, remark: str | None) -> None:
        """Write finance's remark, wrapped, in a row that is high enough for it."""
        if remark:
            self.put(sheet, row, column, remark, "wrapped")
            sheet.set_row(row, LINE * _lines(remark, REMARK_WIDTH))

    def formula(
        self, sheet: Worksheet, row: int, column: int, formula: str, value: Decimal, style: str = ""
    ) -> None:
        """Write a formula with its stored value, which is exact to the penny."""
        sheet.write_formula(row, column, formula, self.formats[style or "pounds"], float(value))

    def summed(
        self, sheet: Worksheet, row: int, column: int, first: int, values: Sequence[Decimal | None]
    ) -> Decimal:
        """Write the sum of a column's values, which begin at row `first`; return it."""
        total = sum((value for value in values if value is not None), ZERO)
        span = f"{cell(first, column)}:{cell(first + max(len(values), 1) - 1, column)}"
        self.formula(sheet, row, column, f"=SUM({span})", total, "total")
        return total

    def check(self, what: str, formula: str, workbook: Decimal, marts: Decimal) -> None:
        """Add a check for the sheet of checks."""
        self.checks.append(Check(what, formula, workbook, marts))

    def put_checks(self) -> None:
        """Write the last sheet: each check with its difference."""
        columns = [Column("Check", 86, number=False), Column("In this workbook", 22)]
        columns += [Column("In the marts", 22), Column("Difference", 18)]
        sheet = self.sheet(
            CHECKS, columns, "A workbook is only written while every difference is zero."
        )
        first = FIRST + 1
        for row, check in enumerate(self.checks, start=first):
            self.put(sheet, row, 0, check.what)
            self.formula(sheet, row, 1, f"={check.formula}", check.workbook)
            self.put(sheet, row, 2, check.marts)
            here, there = cell(row, 1), cell(row, 2)
            self.formula(sheet, row, 3, f"=ROUND({here}-{there},2)", check.difference)
        sheet.write_string(FIRST, 0, "All checks: sum of differences", self.formats["strong"])
        last = first + max(len(self.checks), 1) - 1
        total = sum((abs(check.difference) for check in self.checks), ZERO)
        every = f"{cell(first, 3)}:{cell(last, 3)}"
        self.formula(sheet, FIRST, 3, f"=SUMPRODUCT(ABS({every}))", total, "total")


CHECKS = "Checks"
ALL_CHECKS = f"'{CHECKS}'!D{FIRST + 1}"


def _fitting(text: str) -> str:
    """A text as a cell can hold it: Excel drops a longer one without a word."""
    if len(text) <= CELL_CHARACTERS:
        return text
    end = f" … (cut off; the marts have all {len(text):,} characters)"
    return text[: CELL_CHARACTERS - len(end)] + end


def _lines(text: str, width: float) -> int:
    """Return how many lines a wrapped text takes; words leave some of a line empty."""
    return 1 + int(len(text) * 1.15 / width)


def cell(row: int, column: int) -> str:
    """Return the A1 reference of a row and column, both counted from 0."""
    return str(xl_rowcol_to_cell(row, column))


def cell_of_sheet(sheet: Worksheet, row: int, column: int) -> str:
    """Return the reference to a cell from another sheet."""
    return f"'{sheet.get_name()}'!{cell(row, column)}"


def as_words(name: str) -> str:
    """Return a code of the marts as words."""
    return name.replace("_", " ").capitalize().replace("Nmss", "NMSS")
