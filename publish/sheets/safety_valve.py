"""The sheets of the Safety Valve agreement: position, comparison with the original, savings."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from publish.sheets.agreement import NO_AGREEMENT, NO_REPORT
from publish.sheets.layout import FIRST, ZERO, Book, Column, Row, cell, cell_of_sheet

# Derived lines of the Safety Valve forecast and their terms; the sheet shows them as formulas.
DERIVED = {
    "hnb_after_savings": "+block_transfer +expenditure_before_savings +investment +schedule_a",
    "in_year_deficit": "+hnb_after_savings -hnb_allocation",
    "variance_from_agreement": "+in_year_deficit -original_agreement_position",
    "variance_after_mitigations": "+variance_from_agreement +schedule_b +schedule_c",
    "total_after_mitigations": "+in_year_deficit +schedule_b +schedule_c",
}
SIGNS = (
    "Pounds. Costs and deficits are positive; savings and a transfer into high needs are negative; "
    "payments are positive and lower the retained deficit. Bold lines are formulas."
)
COMPARED = (
    Column("Financial year", 15, number=False),
    Column("Line", 56, number=False),
    Column("Original agreement", 19),
    Column("Latest forecast", 19),
    Column("Outturn in the ledger", 19),
    Column("Latest less original", 19),
    Column("Outturn less latest", 19),
    Column("Forecast: % of allocation", 14),
    Column("RAG", 9, number=False),
    Column("Ledger: % of allocation", 14),
    Column("RAG", 9, number=False),
)
COMPARISON = (
    "Pounds; a positive difference is a higher cost, deficit or payment. Outturn: the high needs "
    "block of the ledger, for years that have ended. RAG: movement of the forecast and of the "
    "ledger from the original agreement, by limits that the authority declares."
)
WORKSTREAMS = (
    Column("Workstream", 46, number=False),
    Column("Schedule", 11, number=False),
    Column("Financial year", 13, number=False),
    Column("Reported", 14, number=False),
    Column("Target", 18),
    Column("Delivered", 18),
    Column("Forecast", 18),
    Column("Delivered %", 12),
    Column("Forecast %", 12),
    Column("RAG", 9, number=False),
    Column("RAG as reported", 12, number=False),
)
SAVINGS = (
    "Pounds; savings are positive here. RAG: forecast in % of target, by limits that the authority "
    "declares; beside it the colour that was reported."
)


def position(book: Book, rows: Sequence[Row], deficits: Mapping[str, Row]) -> None:
    """Write the Safety Valve forecast in force: lines down, financial years across."""
    years = sorted({row["financial_year"] for row in rows})
    order = {row["line"]: (row["line_order"], row["line_label"]) for row in rows}
    places = {line: FIRST + n for n, line in enumerate(sorted(order, key=lambda ln: order[ln]))}
    amounts = {
        (row["line"], years.index(row["financial_year"]) + 1): row["amount_gbp"] for row in rows
    }
    columns = [Column("Line", 58, number=False), *(Column(year, 19) for year in years)]
    sheet = book.sheet("Position", columns, SIGNS)
    if not rows:
        book.put(sheet, FIRST, 0, NO_AGREEMENT, "missing")
        return
    for line, row in places.items():
        book.put(sheet, row, 0, order[line][1])
        for column, year in enumerate(years, start=1):
            amount = amounts.get((line, column))
            terms = [term for term in _terms(line, column) if term[1] in places]
            if amount is None or not terms:
                book.put(sheet, row, column, amount)
                continue
            formula = "".join(sign + cell(places[name], at) for sign, name, at in terms)
            signed = ((sign, amounts.get((name, at)) or ZERO) for sign, name, at in terms)
            value = sum((part if sign == "+" else -part for sign, part in signed), ZERO)
            book.formula(sheet, row, column, "=" + formula.removeprefix("+"), value, "total")
            here = cell_of_sheet(sheet, row, column)
            book.check(f"Position, {year}: {order[line][1]}", here, value, amount)
    _put_agreed(
        book, sheet, years, deficits, max(places.values(), default=FIRST) + 2, places, amounts
    )


def _terms(line: str, column: int) -> list[tuple[str, str, int]]:
    """Return sign, line and column of a derived line's terms; a line that was not sent is zero."""
    if line == "retained_deficit":
        before = ("+", "opening_deficit", 1) if column == 1 else ("+", line, column - 1)
        change = ("+", "total_after_mitigations", column)
        return [before, change, ("-", "safety_valve_payment", column)]
    return [(part[0], part[1:], column) for part in DERIVED.get(line, "").split()]


def _put_agreed(
    book: Book,
    sheet: Worksheet,
    years: Sequence[str],
    deficits: Mapping[str, Row],
    row: int,
    places: Mapping[str, int],
    amounts: Mapping[tuple[str, int], Decimal | None],
) -> None:
    rows = ("Status", "Agreed deficit", "Above the agreement", "Above since the end of")
    for below, text in enumerate(rows):
        book.put(sheet, row + below, 0, text)
    for column, year in enumerate(years, start=1):
        deficit = deficits.get(year)
        if deficit is None:
            continue
        closing, agreed = deficit["closing_gbp"], deficit["agreement_closing_gbp"]
        book.put(sheet, row, column, deficit["status"], "right")
        book.put(sheet, row + 1, column, agreed)
        book.put(sheet, row + 3, column, deficit["above_agreement_since"], "right")
        if closing is None or "retained_deficit" not in places:
            continue
        retained = places["retained_deficit"]
        what = f"Position, {year}: retained deficit equals dsg_deficit"
        shown = amounts.get(("retained_deficit", column)) or ZERO
        book.check(what, cell_of_sheet(sheet, retained, column), shown, closing)
        if agreed is not None:
            above = f"={cell(retained, column)}-{cell(row + 1, column)}"
            book.formula(sheet, row + 2, column, above, closing - agreed, "total")
            what = f"Position, {year}: above the agreement equals dsg_deficit"
            here = cell_of_sheet(sheet, row + 2, column)
            book.check(what, here, closing - agreed, deficit["above_agreement_gbp"])


def comparison(book: Book, rows: Sequence[Row]) -> None:
    """Write each line of each year: original agreement, latest forecast and outturn."""
    sheet = book.sheet("Agreement compared", COMPARED, COMPARISON)
    if not rows:
        book.put(sheet, FIRST, 0, NO_AGREEMENT, "missing")
        return
    sheet.freeze_panes(FIRST, 2)
    differences = {5: ("latest_gbp", "original_gbp"), 6: ("outturn_gbp", "latest_gbp")}
    for at, row in enumerate(rows, start=FIRST):
        label_style = "strong_beside" if row["movement_pct"] is not None else ""
        for column, (name, value) in enumerate(row.items()):
            if column not in differences or value is None:
                style = "tenths" if name.endswith("_pct") else label_style if column == 1 else ""
                book.put(sheet, at, column, value, style)
                continue
            more, less = differences[column]
            formula = f"={cell(at, 3 if column == 5 else 4)}-{cell(at, 2 if column == 5 else 3)}"
            found = row[more] - row[less]
            book.formula(sheet, at, column, formula, found)
            what = f"Agreement, {row['financial_year']}: {row['line_label']}, "
            here = cell_of_sheet(sheet, at, column)
            book.check(what + COMPARED[column].head.lower(), here, found, value)
    sheet.autofilter(FIRST - 1, 0, FIRST + len(rows) - 1, len(COMPARED) - 1)


def savings(book: Book, rows: Sequence[Row]) -> None:
    """Write the latest report of savings: workstreams by year, and each year's total."""
    sheet = book.sheet("Savings", WORKSTREAMS, SAVINGS)
    if not rows:
        book.put(sheet, FIRST, 0, NO_REPORT, "missing")
        return
    for at, row in enumerate(rows, start=FIRST):
        for column, (name, value) in enumerate(row.items()):
            book.put(sheet, at, column, value, "tenths" if name.endswith("_pct") else "")
    years = sorted({row["financial_year"] for row in rows})
    last = FIRST + len(rows) - 1
    for at, year in enumerate(years, start=last + 2):
        book.put(sheet, at, 0, f"Total {year}", "strong")
        book.put(sheet, at, 2, year)
        for column, amount in ((4, "target_gbp"), (5, "delivered_gbp"), (6, "forecast_gbp")):
            found = [row[amount] for row in rows if row["financial_year"] == year]
            if set(found) == {None}:
                continue
            total = sum((value for value in found if value is not None), ZERO)
            of, which = (f"{cell(FIRST, c)}:{cell(last, c)}" for c in (column, 2))
            summed = f"=SUMIFS({of},{which},{cell(at, 2)})"
            book.formula(sheet, at, column, summed, total, "total")
            here = cell_of_sheet(sheet, at, column)
            what = WORKSTREAMS[column].head.lower()
            book.check(f"Savings, {year}: {what}", here, total, total)
