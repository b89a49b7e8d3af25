"""Budget, actual and forecast by spend category, by section 251 line and by account."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from publish.sheets.layout import FIRST, ZERO, Book, Column, Row, as_words, cell, cell_of_sheet
from publish.sheets.outturn import LABELS

FIGURES = (
    ("Budget", "budget_gbp"),
    ("Actual to date", "actual_to_date_gbp"),
    ("Forecast outturn", "forecast_outturn_gbp"),
    ("Variance: overspend positive", "variance_gbp"),
    ("Movement since last month's close", "forecast_movement_gbp"),
)
AMOUNTS = [Column(head, 18) for head, _ in FIGURES]
COMMITTED = (
    Column("Committed to date", 17),
    Column("Place funding to date", 17),
    Column("Actual less committed and places", 17),
    Column("Plans funded in the period", 11),
    Column("Commitment for a place and year", 17),
)
FORECAST = (
    "Pounds. Forecasts are the parts of those in Outturn by block and sum to them; the movement is "
    "empty where last month is not closed. "
)
NOT_FORECAST = "The General Fund and accounts that are not in the chart are not forecast."
MOVED = "Accounts that are new, or were in another line at last month's close"


def by_category(book: Book, rows: Sequence[Row], block: Row, remarks: Mapping[str, str]) -> None:
    """Write the high needs block by spend category; its sums must be those of the block."""
    columns = [
        Column("Spending", 50, number=False),
        Column("Category of the DSG management plan", 34, number=False),
        *AMOUNTS,
        *COMMITTED,
        *book.remark_column(remarks),
    ]
    note = (
        FORECAST + "Committed: education's share of the prices in the case system. Place funding: "
        "what is due for commissioned places, which is paid from the same accounts."
    )
    sheet = book.sheet("Spending by category", columns, note)
    for at, row in enumerate(rows, start=FIRST):
        category = row["management_plan_category"]
        book.put(sheet, at, 0, row["category_label"] or as_words(row["spend_category"]))
        book.put(sheet, at, 1, as_words(category) if category else None)
        _put_figures(book, sheet, at, 2, row)
        book.put(sheet, at, 7, row["committed_to_date_gbp"])
        if row["committed_to_date_gbp"] is not None:
            places = row["place_funding_to_date_gbp"]
            book.put(sheet, at, 8, places)
            over = row["actual_to_date_gbp"] - row["committed_to_date_gbp"] - places
            formula = f"={cell(at, 3)}-{cell(at, 7)}-{cell(at, 8)}"
            book.formula(sheet, at, 9, formula, over)
        book.put(sheet, at, 10, row["plans_funded"])
        book.put(sheet, at, 11, row["average_annual_cost_gbp"])
        book.put_remark(sheet, at, 12, remarks.get(row["spend_category"]))
    total = _put_moved(book, sheet, 6, rows, block)
    book.put(sheet, total, 0, "Total", "strong")
    _put_totals(book, sheet, total, 2, rows, block, "Spending by category: high needs")
    for column, amount in ((7, "committed_to_date_gbp"), (8, "place_funding_to_date_gbp")):
        book.summed(sheet, total, column, FIRST, [row[amount] for row in rows])


def section_251(
    book: Book, rows: Sequence[Row], posted: Decimal, total_row: Row, remarks: Mapping[str, str]
) -> None:
    """Write the whole ledger by line of the section 251 statement."""
    columns = [
        Column("Line", 12, number=False),
        Column("What it is", 60, number=False),
        Column("Charged to", 14, number=False),
        *AMOUNTS,
        *book.remark_column(remarks),
    ]
    note = (
        FORECAST + "Net: income is deducted. By the chart of accounts; academy recoupment is not "
        "posted to a ledger. " + NOT_FORECAST
    )
    sheet = book.sheet("Section 251", columns, note)
    charged = {"dsg": "DSG", "dsg_funding": "DSG funding", None: None}
    for at, row in enumerate(rows, start=FIRST):
        book.put(sheet, at, 0, row["s251_line"])
        book.put(sheet, at, 1, row["line_label"])
        outside = row["forecast_outturn_gbp"] is None
        outside_to = "Not in chart" if row["is_not_in_chart"] else "General Fund"
        book.put(sheet, at, 2, outside_to if outside else charged.get(row["charged_to"]))
        _put_figures(book, sheet, at, 3, row)
        book.put_remark(sheet, at, 8, remarks.get(row["s251_line"]))
    total = _put_moved(book, sheet, 7, rows, total_row)
    _put_grant_and_total(book, sheet, total, 3, rows, total_row)
    here, found = cell_of_sheet(sheet, total + 1, 4), _sum(rows, "actual_to_date_gbp")
    book.check("Section 251: the lines sum to the whole ledger", here, found, posted)
    here, found = cell_of_sheet(sheet, total, 5), _sum(rows, "forecast_outturn_gbp")
    forecast = total_row["forecast_outturn_gbp"]
    book.check("Section 251: the lines sum to the forecast of the grant", here, found, forecast)


def by_account(
    book: Book, rows: Sequence[Row], posted: Decimal, total_row: Row, remarks: Mapping[str, str]
) -> None:
    """Write every account of the year."""
    columns = [
        Column("Cost centre", 13, number=False),
        Column("Account", 14, number=False),
        Column("Name", 38, number=False),
        Column("Line of the outturn", 28, number=False),
        Column("Section 251", 11, number=False),
        *AMOUNTS,
        *book.remark_column(remarks),
    ]
    sheet = book.sheet("Accounts", columns, FORECAST + NOT_FORECAST)
    sheet.freeze_panes(FIRST, 3)
    for at, row in enumerate(rows, start=FIRST):
        line = LABELS.get(row["outturn_line"]) or as_words(row["dsg_block"] or "not_in_chart")
        shown = (row["cost_centre"], row["subjective"], row["account_name"], line, row["s251_line"])
        for column, value in enumerate(shown):
            book.put(sheet, at, column, value)
        _put_figures(book, sheet, at, 5, row)
        remark = remarks.get(f"{row['cost_centre']}/{row['subjective']}")
        book.put_remark(sheet, at, 10, remark)
    total = _put_moved(book, sheet, 9, rows, total_row)
    _put_grant_and_total(book, sheet, total, 5, rows, total_row)
    here, found = cell_of_sheet(sheet, total + 1, 6), _sum(rows, "actual_to_date_gbp")
    book.check("Accounts: they sum to the whole ledger", here, found, posted)
    if rows:
        sheet.autofilter(FIRST - 1, 0, FIRST + len(rows) - 1, 9)


def _put_figures(book: Book, sheet: Worksheet, at: int, first: int, row: Row) -> None:
    """Write budget, actual, forecast, variance as a formula, and movement."""
    for column, (_, amount) in enumerate(FIGURES, start=first):
        forecast = row["forecast_outturn_gbp"]
        if amount == "variance_gbp" and forecast is not None:
            formula = f"={cell(at, first + 2)}-{cell(at, first)}"
            book.formula(sheet, at, column, formula, forecast - row["budget_gbp"])
        elif amount != "variance_gbp":
            book.put(sheet, at, column, row[amount])


def _moved(rows: Sequence[Row], whole: Row) -> Decimal | None:
    """Return what the movement of the outturn (`whole`) has beside that of the rows; None where
    last month is not closed, or its close kept no accounts."""
    movement: Decimal | None = whole["forecast_movement_gbp"]
    if movement is None or all(row["forecast_movement_gbp"] is None for row in rows):
        return None
    return movement - _sum(rows, "forecast_movement_gbp")


def _put_moved(book: Book, sheet: Worksheet, column: int, rows: Sequence[Row], whole: Row) -> int:
    """Write, below the rows, the movement that is in none of them; return the next free row."""
    at, moved = FIRST + len(rows), _moved(rows, whole)
    if not moved:
        return at
    book.put(sheet, at, 0, MOVED)
    book.put(sheet, at, column, moved)
    return at + 1


def _put_movement(
    book: Book, sheet: Worksheet, at: int, column: int, rows: Sequence[Row], whole: Row
) -> None:
    """Write the sum of the movement, which is that of the outturn (`whole`)."""
    if _moved(rows, whole) is not None:
        span = f"{cell(FIRST, column)}:{cell(at - 1, column)}"
        found = whole["forecast_movement_gbp"]
        book.formula(sheet, at, column, f"=SUM({span})", found, "total")


def _put_grant_and_total(
    book: Book, sheet: Worksheet, at: int, first: int, rows: Sequence[Row], whole: Row
) -> None:
    """Write the sums of the rows of the grant, which are those with a forecast, and the sum of
    budget and actual over all rows."""
    book.put(sheet, at, 0, "Total of the grant", "strong")
    book.put(sheet, at + 1, 0, "Total", "strong")
    last = FIRST + max(len(rows), 1) - 1
    grant = [row for row in rows if row["forecast_outturn_gbp"] is not None]
    has_forecast = f"{cell(FIRST, first + 2)}:{cell(last, first + 2)}"
    for column, (_, amount) in enumerate(FIGURES, start=first):
        if amount == "forecast_movement_gbp":
            _put_movement(book, sheet, at, column, rows, whole)
            continue
        values = [_variance(row) if amount == "variance_gbp" else row[amount] for row in grant]
        of = f"{cell(FIRST, column)}:{cell(last, column)}"
        found = sum((value for value in values if value is not None), ZERO)
        book.formula(sheet, at, column, f'=SUMIF({has_forecast},"<>",{of})', found, "total")
        if column < first + 2:
            book.summed(sheet, at + 1, column, FIRST, [row[amount] for row in rows])


def _put_totals(
    book: Book, sheet: Worksheet, at: int, first: int, rows: Sequence[Row], whole: Row, what: str
) -> None:
    """Write the sum of each figure, which must be that of a row of the outturn."""
    for column, (head, amount) in enumerate(FIGURES, start=first):
        if amount == "forecast_movement_gbp":
            _put_movement(book, sheet, at, column, rows, whole)
            continue
        values = [_variance(row) if amount == "variance_gbp" else row[amount] for row in rows]
        found = book.summed(sheet, at, column, FIRST, values)
        here = cell_of_sheet(sheet, at, column)
        book.check(f"{what}: {head.lower()}", here, found, whole[amount])


def _variance(row: Row) -> Decimal | None:
    forecast = row["forecast_outturn_gbp"]
    return None if forecast is None else forecast - row["budget_gbp"]


def _sum(rows: Sequence[Row], amount: str) -> Decimal:
    return sum((row[amount] for row in rows if row[amount] is not None), ZERO)
