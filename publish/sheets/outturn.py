"""The sheets of the outturn by block: the figures of the month, and how each forecast is made."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from publish.sheets.layout import (
    FIRST,
    ZERO,
    Book,
    Column,
    Row,
    cell,
    cell_of_sheet,
)

BLOCKS = {
    "schools": "Schools block",
    "central_school_services": "Central school services block",
    "high_needs": "High needs block",
    "early_years": "Early years block",
}
# The lines that are added to the blocks: where the money comes from.
FUNDING = {"grant_income": "Grant income", "carry_forward": "Brought forward"}
LABELS = {**BLOCKS, "sub_total": "Sub-total", **FUNDING, "total": "Total"}
FIGURES = (
    ("Budget", "budget_gbp"),
    ("Actual to date", "actual_to_date_gbp"),
    ("Forecast outturn", "forecast_outturn_gbp"),
    ("Variance: overspend positive", "variance_gbp"),
)
AFTER_FIGURES = 1 + len(FIGURES)
BESIDE = (
    ("Forecast, lowest", "forecast_low_gbp"),
    ("Forecast, highest", "forecast_high_gbp"),
    ("Forecast at last month's close", "closed_forecast_gbp"),
    ("Movement since that close", "forecast_movement_gbp"),
)
NOTE = (
    "Pounds. Costs are positive, income and credits negative; an overspend is a positive variance. "
    "A deficit brought forward is a negative budget, so its variance is positive too. The sheet "
    "Forecast shows how each forecast and its lowest and highest are made."
)
PARTS = (
    ("Actual that it starts from", "forecast_from_gbp"),
    ("Commitments still to come", "committed_remaining_gbp"),
    ("Late, still to come; paid early, negative", "timing_remaining_gbp"),
    ("Run-rate still to come", "run_rate_remaining_gbp"),
)
METHOD = (
    Column("Forecast outturn", 18),
    Column("Method", 40, number=False),
    Column("From period", 8),
    Column("Profile of", 10, number=False),
    Column("Its error a year ago, %", 11),
    Column("May miss by, %", 10),
    Column("Error of", 40, number=False),
    Column("Such intervals held", 12, number=False),
)
METHODS = {
    "corrected_profile": "By last year's outturn and profile",
    "straight_line": "Straight line",
    "commitments_plus_corrected_profile": "Commitments; rest by last year's profile",
    "commitments_plus_straight_line": "Commitments; rest in a straight line",
    "budget": "The year's budget, until more has come",
    "actual_to_date": "Actual to date; nothing more expected",
}
HOW = (
    "Pounds. The parts sum to the forecast. May miss by: the largest error of the method in "
    "earlier years, half as much again where that is one year; empty where no earlier year is "
    "complete. Held: of the month-ends of earlier years that had such an interval, those whose "
    "outturn lay within."
)
Amounts = Mapping[tuple[str, str], Decimal]


def by_block(
    book: Book,
    rows: Mapping[str, Row],
    ledger: Mapping[str, Decimal],
    reconciled: Mapping[str, Decimal],
    remarks: Mapping[str, str],
) -> None:
    """Write the outturn: blocks, their sub-total, the grant, the amount brought forward, the total.

    The actual must be that of the lines in the ledger, and where the reconciliation from April
    starts (`reconciled`; empty where nothing is reconciled).
    """
    columns = [Column("Block", 30, number=False)]
    columns += [Column(head, 18) for head, _ in (*FIGURES, *BESIDE)]
    sheet = book.sheet("Outturn by block", [*columns, *book.remark_column(remarks)], NOTE)
    places = {name: FIRST + n for n, name in enumerate(LABELS)}
    values = _amounts(rows)
    for name, row in places.items():
        strong = "strong" if name in ("sub_total", "total") else ""
        book.put(sheet, row, 0, LABELS[name], strong)
        for column, (head, amount) in enumerate(FIGURES, start=1):
            value, formula = values[name, amount], _formula(name, amount, row, column, places)
            if formula is None:
                book.put(sheet, row, column, value)
                continue
            book.formula(sheet, row, column, formula, value, "total" if strong else "")
            if name in rows:
                here = cell_of_sheet(sheet, row, column)
                book.check(f"Outturn, {LABELS[name]}: {head}", here, value, rows[name][amount])
        if name in rows:
            _put_beside(book, sheet, row, rows[name], values[name, "forecast_outturn_gbp"], strong)
        book.put_remark(sheet, row, AFTER_FIGURES + len(BESIDE), remarks.get(name))
    for block in [*BLOCKS, *FUNDING]:
        here, posted = cell_of_sheet(sheet, places[block], 2), ledger.get(block, ZERO)
        actual = rows[block]["actual_to_date_gbp"]
        what = f"Outturn, {LABELS[block]}: actual equals the"
        book.check(f"{what} ledger's lines", here, actual, posted)
        if reconciled:
            start = reconciled.get(block, ZERO)
            book.check(f"{what} start of the reconciliation from April", here, actual, start)


def _put_beside(
    book: Book, sheet: Worksheet, at: int, row: Row, forecast: Decimal, strong: str
) -> None:
    """Write the interval, and the forecast of last month's close with the movement since."""
    style = "total" if strong else ""
    for column, (_, amount) in enumerate(BESIDE, start=AFTER_FIGURES):
        if amount != "forecast_movement_gbp":
            book.put(sheet, at, column, row[amount], style)
    closed = row["closed_forecast_gbp"]
    if closed is not None:
        last = AFTER_FIGURES + len(BESIDE) - 1
        formula, moved = f"={cell(at, 3)}-{cell(at, last - 1)}", forecast - closed
        book.formula(sheet, at, last, formula, moved, style)
        what = f"Outturn, {LABELS[row['dsg_block']]}: movement since last month's close"
        here = cell_of_sheet(sheet, at, last)
        book.check(what, here, moved, row["forecast_movement_gbp"])


def _amounts(rows: Mapping[str, Row]) -> Amounts:
    """Return the figures of the sheet by row and column; formulas are calculated from the rest."""
    values: dict[tuple[str, str], Decimal] = {}
    for name in [*BLOCKS, *FUNDING]:
        row = dict(rows[name])
        row["forecast_outturn_gbp"] = sum((row[part] for _, part in PARTS), ZERO)
        row["variance_gbp"] = row["forecast_outturn_gbp"] - row["budget_gbp"]
        values |= {(name, amount): row[amount] for _, amount in FIGURES}
    for _, amount in FIGURES:
        values["sub_total", amount] = sum((values[block, amount] for block in BLOCKS), ZERO)
        added = sum((values[line, amount] for line in FUNDING), ZERO)
        values["total", amount] = values["sub_total", amount] + added
    return values


def _formula(
    name: str, amount: str, row: int, column: int, places: Mapping[str, int]
) -> str | None:
    if name == "sub_total":
        first, last = FIRST, FIRST + len(BLOCKS) - 1
        return f"=SUM({cell(first, column)}:{cell(last, column)})"
    if name == "total":
        return "=" + "+".join(cell(places[line], column) for line in ("sub_total", *FUNDING))
    if amount == "forecast_outturn_gbp":
        return f"='Forecast'!{cell(FIRST + [*BLOCKS, *FUNDING].index(name), 1 + len(PARTS))}"
    if amount == "variance_gbp":
        return f"={cell(row, 3)}-{cell(row, 1)}"
    return None


def forecast(book: Book, rows: Mapping[str, Row], forecast_errors: Sequence[Row]) -> None:
    """Write the parts of each line's forecast, its method, and how far that missed before."""
    columns = [Column("Block", 30, number=False)]
    columns += [Column(head, 18) for head, _ in PARTS]
    sheet = book.sheet("Forecast", [*columns, *METHOD], HOW)
    errors = {(row["dsg_block"], row["method"]): row["error_pct"] for row in forecast_errors}
    for at, name in enumerate([*BLOCKS, *FUNDING], start=FIRST):
        row = rows[name]
        book.put(sheet, at, 0, LABELS[name])
        for column, (_, amount) in enumerate(PARTS, start=1):
            book.put(sheet, at, column, row[amount])
        whole = sum((row[part] for _, part in PARTS), ZERO)
        after = 1 + len(PARTS)
        book.formula(sheet, at, after, f"=SUM({cell(at, 1)}:{cell(at, after - 1)})", whole)
        what = f"Forecast, {LABELS[name]}: the parts sum to the forecast"
        book.check(what, cell_of_sheet(sheet, at, after), whole, row["forecast_outturn_gbp"])
        if name != "carry_forward":
            _put_method(book, sheet, at, row, errors)


def _put_method(
    book: Book,
    sheet: Worksheet,
    at: int,
    row: Row,
    errors: Mapping[tuple[str, str], Decimal | None],
) -> None:
    after = 2 + len(PARTS)
    book.put(sheet, at, after, METHODS[row["forecast_method"]])
    book.put(sheet, at, after + 1, row["forecast_from_period"])
    book.put(sheet, at, after + 2, row["profile_financial_year"])
    book.put(sheet, at, after + 3, _error_a_year_ago(row, errors), "tenths")
    book.put(sheet, at, after + 4, row["interval_pct"], "tenths")
    book.put(sheet, at, after + 5, METHODS.get(row["interval_method"]))
    if row["interval_tested"]:
        held = f"{row['interval_held']} of {row['interval_tested']}"
        book.put(sheet, at, after + 6, held)


def _error_a_year_ago(row: Row, errors: Mapping[tuple[str, str], Decimal | None]) -> Decimal | None:
    """Return the error of a row's method; a method by prices stands for another, since one of them
    is tried in a year."""
    block, method = row["dsg_block"], row["forecast_method"]
    tried = [method]
    if method.startswith("commitments_plus_"):
        tried += [each for each in METHODS if each.startswith("commitments_plus_")]
    return next((errors[block, each] for each in tried if (block, each) in errors), None)
