"""The sheets of the outturn: by block, as reported, by spend category and by section 251 line."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from publish.sheets.layout import FIRST, ZERO, Book, Column, Row, as_words, cell, cell_of_sheet

BLOCKS = {
    "schools": "Schools block",
    "central_school_services": "Central school services block",
    "high_needs": "High needs block",
    "early_years": "Early years block",
}
# The lines that are added to the blocks: where the money comes from.
FUNDING = {"grant_income": "Grant income", "carry_forward": "Brought forward"}
LABELS = {**BLOCKS, "sub_total": "Sub-total", **FUNDING, "total": "Total"}
AMOUNTS = (
    ("Budget", "budget_gbp"),
    ("Actual to date", "actual_to_date_gbp"),
    ("Actual that the forecast starts from", "forecast_from_gbp"),
    ("Commitments still to come", "committed_remaining_gbp"),
    ("Late, still to come; paid early, negative", "timing_remaining_gbp"),
    ("Run-rate still to come", "run_rate_remaining_gbp"),
    ("Forecast outturn", "forecast_outturn_gbp"),
    ("Variance: overspend positive", "variance_gbp"),
)
# The columns that sum to the forecast outturn.
PARTS = tuple(amount for _, amount in AMOUNTS[2:6])
INTERVAL = (("Forecast, lowest", "forecast_low_gbp"), ("Forecast, highest", "forecast_high_gbp"))
METHOD = (
    Column("Forecast method", 42, number=False),
    Column("From period", 9),
    Column("Profile of", 12, number=False),
    Column("Its error a year ago, %", 13),
    Column("Largest error from this month on, %", 15),
    Column("Error of", 42, number=False),
)
METHODS = {
    "corrected_profile": "By last year's outturn and profile",
    "straight_line": "Straight line",
    "commitments_plus_corrected_profile": "Commitments; rest by last year's profile",
    "commitments_plus_straight_line": "Commitments; rest in a straight line",
    "actual_to_date": "Actual to date; nothing more expected",
}
SIGNS = (
    "Pounds. Costs are positive, income and credits negative; an overspend is a positive variance. "
    "A deficit brought forward is a negative budget, so its variance is positive too. Lowest and "
    "highest: the forecast less and plus the largest error that its method made in earlier years, "
    "from the same month on, with the prices known today; empty where no earlier year is complete."
)
REPORTED = (
    ("Actual as reported", "reported_actual_to_date_gbp"),
    ("Posted or taken back since", "prior_period_adjustment_gbp"),
    ("Remapped by the chart of accounts", "remapping_gbp"),
    ("Actual as now known", "actual_to_date_gbp"),
    ("Forecast as reported", "reported_forecast_outturn_gbp"),
    ("Forecast as now known", "forecast_outturn_gbp"),
)
ADJUSTED = (
    Column("Adjustment since its close", 34, number=False),
    Column("Period", 19),
    Column("Block", 19, number=False),
    Column("Amount", 19),
    Column("Cost centre", 19, number=False),
    Column("Account", 19, number=False),
    Column("Journal/line", 19, number=False),
    Column("Posted", 14, number=False),
    Column("File", 34, number=False),
)
CATEGORIES = (
    Column("Category of the DSG management plan", 40, number=False),
    Column("Spending", 52, number=False),
    Column("Plans funded in the period", 14),
    Column("Committed to date", 19),
    Column("Actual to date", 19),
    Column("Variance to date", 19),
    Column("Commitment for a place and year", 19),
)
SECTION_251 = (
    Column("Line", 14, number=False),
    Column("What it is", 66, number=False),
    Column("Charged to", 18, number=False),
    Column("Net expenditure to date", 20),
)


def by_block(
    book: Book,
    rows: Mapping[str, Row],
    ledger: Mapping[str, Decimal],
    reconciled: Mapping[str, Decimal],
    forecast_errors: Sequence[Row],
) -> None:
    """Write the outturn: blocks, their sub-total, the grant, the amount brought forward, the total.

    Beside each forecast are its interval and the error of its method in the same month of the year
    before. The actual must be that of the lines in the ledger, and where the reconciliation from
    April starts (`reconciled`; empty where nothing is reconciled).
    """
    columns = [Column("Block", 30, number=False)]
    columns += [Column(head, 18) for head, _ in (*AMOUNTS, *INTERVAL)]
    columns += METHOD
    sheet = book.sheet("Outturn by block", columns, SIGNS)
    places = {name: FIRST + n for n, name in enumerate(LABELS)}
    values = _amounts(rows)
    errors = {(row["dsg_block"], row["method"]): row["error_pct"] for row in forecast_errors}
    for name, row in places.items():
        strong = "strong" if name in ("sub_total", "total") else ""
        book.put(sheet, row, 0, LABELS[name], strong)
        for column, (head, amount) in enumerate(AMOUNTS, start=1):
            value = values[name, amount]
            formula = _formula(name, amount, row, column, places)
            if formula is None:
                book.put(sheet, row, column, value)
                continue
            book.formula(sheet, row, column, formula, value, "total" if strong else "")
            if name in rows:
                here = cell_of_sheet(sheet, row, column)
                book.check(f"Outturn, {LABELS[name]}: {head}", here, value, rows[name][amount])
        if name in rows:
            _put_interval(book, sheet, row, rows[name], strong)
        if name in BLOCKS or name == "grant_income":
            _put_method(book, sheet, row, rows[name], errors)
    for block in [*BLOCKS, *FUNDING]:
        here, posted = cell_of_sheet(sheet, places[block], 2), ledger.get(block, ZERO)
        actual = rows[block]["actual_to_date_gbp"]
        what = f"Outturn, {LABELS[block]}: actual equals the"
        book.check(f"{what} ledger's lines", here, actual, posted)
        if reconciled:
            start = reconciled.get(block, ZERO)
            book.check(f"{what} start of the reconciliation from April", here, actual, start)


def _put_interval(book: Book, sheet: Worksheet, at: int, row: Row, style: str) -> None:
    for column, (_, amount) in enumerate(INTERVAL, start=1 + len(AMOUNTS)):
        book.put(sheet, at, column, row[amount], "total" if style else "")


def _put_method(
    book: Book,
    sheet: Worksheet,
    at: int,
    row: Row,
    errors: Mapping[tuple[str, str], Decimal | None],
) -> None:
    after = 1 + len(AMOUNTS) + len(INTERVAL)
    book.put(sheet, at, after, METHODS[row["forecast_method"]])
    book.put(sheet, at, after + 1, row["forecast_from_period"])
    book.put(sheet, at, after + 2, row["profile_financial_year"])
    book.put(sheet, at, after + 3, _error_a_year_ago(row, errors), "tenths")
    book.put(sheet, at, after + 4, row["interval_pct"], "tenths")
    book.put(sheet, at, after + 5, METHODS.get(row["interval_method"]))


def _error_a_year_ago(row: Row, errors: Mapping[tuple[str, str], Decimal | None]) -> Decimal | None:
    """Return the error of a row's method; a method by prices stands for another, since one of them
    is tried in a year."""
    block, method = row["dsg_block"], row["forecast_method"]
    tried = [method]
    if method.startswith("commitments_plus_"):
        tried += [each for each in METHODS if each.startswith("commitments_plus_")]
    return next((errors[block, each] for each in tried if (block, each) in errors), None)


def _amounts(rows: Mapping[str, Row]) -> dict[tuple[str, str], Decimal]:
    """Return every amount of the sheet by row and column; formulas are calculated from the rest."""
    values: dict[tuple[str, str], Decimal] = {}
    for name in [*BLOCKS, *FUNDING]:
        row = dict(rows[name])
        row["forecast_outturn_gbp"] = sum((row[part] for part in PARTS), ZERO)
        row["variance_gbp"] = row["forecast_outturn_gbp"] - row["budget_gbp"]
        values |= {(name, amount): row[amount] for _, amount in AMOUNTS}
    for _, amount in AMOUNTS:
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
        return f"=SUM({cell(row, 3)}:{cell(row, 6)})"
    if amount == "variance_gbp":
        return f"={cell(row, 7)}-{cell(row, 1)}"
    return None


def as_reported(book: Book, rows: Mapping[str, Row], adjustments: Sequence[Row]) -> None:
    """Write the figures that the period's close reported beside those known now, and the changed
    lines."""
    columns = [Column("Block", 34, number=False), *(Column(head, 19) for head, _ in REPORTED)]
    note = "Pounds, as in Outturn by block. As reported + posted since + remapped = as now known."
    sheet = book.sheet("As reported", columns, note)
    if not rows:
        book.put(sheet, FIRST, 0, "The period is open: nothing has been reported for it.")
        return
    names = [name for name in LABELS if name in rows]
    for row, name in enumerate(names, start=FIRST):
        book.put(sheet, row, 0, LABELS[name], "strong" if name == "total" else "")
        for column, (_, amount) in enumerate(REPORTED, start=1):
            if amount != "actual_to_date_gbp":
                book.put(sheet, row, column, rows[name][amount])
                continue
            known = sum((rows[name][part] for _, part in REPORTED[:3]), ZERO)
            formula = f"=SUM({cell(row, 1)}:{cell(row, 3)})"
            book.formula(sheet, row, column, formula, known)
            here, what = cell_of_sheet(sheet, row, column), f"As reported, {LABELS[name]}"
            book.check(
                f"{what}: reported, posted and remapped sum to the actual",
                here,
                known,
                rows[name][amount],
            )
    below = FIRST + len(names) + 1
    for column in range(len(columns), len(ADJUSTED)):
        sheet.set_column(column, column, ADJUSTED[column].width)
    book.heads(sheet, below, ADJUSTED)
    if not adjustments:
        book.put(sheet, below + 1, 0, "None: no line was posted, taken back or changed.")
    for row, line in enumerate(adjustments, start=below + 1):
        shown = dict(line) | {"adjustment": as_words(line["adjustment"])}
        shown["outturn_line"] = LABELS.get(line["outturn_line"], "Outside the grant")
        for column, value in enumerate(shown.values()):
            book.put(sheet, row, column, value)


def by_category(book: Book, rows: Sequence[Row]) -> None:
    """Write the high needs block's spending to date by category."""
    note = (
        "Pounds, high needs block, April to the end of the period. Committed: education's share of "
        "the prices in the case system. Actual above commitment is positive."
    )
    sheet = book.sheet("Spending by category", CATEGORIES, note)
    sheet.freeze_panes(FIRST, 2)
    for at, row in enumerate(rows, start=FIRST):
        shown = dict(row)
        category = row["management_plan_category"]
        shown["management_plan_category"] = as_words(category) if category else None
        variance = shown["variance_to_date_gbp"]
        for column, (name, value) in enumerate(shown.items()):
            if name != "variance_to_date_gbp" or variance is None:
                book.put(sheet, at, column, value)
        if variance is not None:
            book.formula(sheet, at, 5, f"={cell(at, 4)}-{cell(at, 3)}", variance)
    total = FIRST + len(rows)
    book.put(sheet, total, 0, "Total", "strong")
    for column, amount in ((3, "committed_to_date_gbp"), (4, "actual_to_date_gbp")):
        book.summed(sheet, total, column, FIRST, [row[amount] for row in rows])
    variances = [row["variance_to_date_gbp"] for row in rows]
    book.summed(sheet, total, 5, FIRST, variances)


def section_251(book: Book, rows: Sequence[Row], posted: Decimal) -> None:
    """Write the whole ledger to date by line of the section 251 statement."""
    note = (
        "Pounds, net: costs positive, income deducted. From April to the end of the period, by the "
        "chart of accounts; academy recoupment is not posted to a ledger and so is not included."
    )
    sheet = book.sheet("Section 251", SECTION_251, note)
    charged = {"dsg": "DSG", "dsg_funding": "DSG funding", "general_fund": "General Fund"}
    for at, row in enumerate(rows, start=FIRST):
        book.put(sheet, at, 0, row["s251_line"])
        book.put(sheet, at, 1, row["line_label"])
        book.put(sheet, at, 2, charged.get(row["charged_to"]))
        book.put(sheet, at, 3, row["amount_gbp"])
    total = FIRST + len(rows)
    book.put(sheet, total, 0, "Total", "strong")
    found = book.summed(sheet, total, 3, FIRST, [row["amount_gbp"] for row in rows])
    here = cell_of_sheet(sheet, total, 3)
    book.check("Section 251: the lines sum to the whole ledger", here, found, posted)
