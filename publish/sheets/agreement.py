"""The sheet where the ledger's forecast stands beside the Safety Valve agreement."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from publish.sheets.layout import FIRST, ZERO, Book, Column, Row, cell, cell_of_sheet

NO_AGREEMENT = "No Safety Valve agreement has been received for this authority."
NO_YEAR = "The Safety Valve agreement that was received has nothing for this financial year."
NO_REPORT = "No report of savings workstreams has been received for this authority."
COLUMNS = {
    "line_label": Column("Line", 66, number=False),
    "original_gbp": Column("Original agreement", 19),
    "latest_gbp": Column("Latest report to DfE", 19),
    "forecast_gbp": Column("Forecast of the ledger", 19),
    "forecast_low_gbp": Column("Forecast, lowest", 19),
    "forecast_high_gbp": Column("Forecast, highest", 19),
    "gap_to_original_gbp": Column("Gap to the original", 19),
    "gap_to_latest_gbp": Column("Gap to the latest report", 19),
}
WORKSTREAMS = (
    Column("Savings workstream", 66, number=False),
    Column("Target", 19),
    Column("Forecast in the report", 19),
    Column("Short of target", 19),
    Column("Schedule", 19, number=False),
    Column("Reported", 19, number=False),
    Column("RAG", 19, number=False),
)
NOTE = (
    "Pounds, high needs, the whole year. Costs and deficits are positive, and so is a gap that is "
    "worse than agreed; of the allocation and the payment it is better. The forecast's deficit is "
    "its expenditure less the agreement's allocation; a block transfer lowers it only where the "
    "ledger has posted it to high needs."
)
# Lines of the forecast that follow from others: sign and line.
DERIVED = {
    "in_year_deficit": (("+", "hnb_after_savings"), ("-", "hnb_allocation")),
    "total_after_mitigations": (("+", "in_year_deficit"),),
    "budget_above_allocation": (("+", "in_year_deficit"), ("-", "variance_from_budget")),
}


def against_forecast(
    book: Book, rows: Sequence[Row], high_needs: Row, *, has_agreement: bool
) -> None:
    """Write the forecast beside the agreement, and what each workstream is short of its target.

    The forecast of expenditure and its variance must be those of the outturn (`high_needs`).
    """
    sheet = book.sheet("Forecast and agreement", list(COLUMNS.values()), NOTE)
    lines = [row for row in rows if not row["line"].startswith("savings_workstream")]
    if not lines:
        book.put(sheet, FIRST, 0, NO_YEAR if has_agreement else NO_AGREEMENT, "missing")
        return
    places = {row["line"]: FIRST + at for at, row in enumerate(lines)}
    values = {row["line"]: row["forecast_gbp"] for row in lines}
    for row in lines:
        _put_line(book, sheet, row, places, values)
    for line, amount in (
        ("hnb_after_savings", "forecast_outturn_gbp"), ("variance_from_budget", "variance_gbp"),
    ):  # fmt: skip
        here = cell_of_sheet(sheet, places[line], 3)
        what = f"Forecast and agreement: {line.replace('_', ' ')} equals the outturn"
        book.check(what, here, values[line], high_needs[amount])
    _put_workstreams(
        book,
        sheet,
        FIRST + len(lines) + 1,
        [row for row in rows if row["line"] == "savings_workstream"],
        next((row for row in rows if row["line"] == "savings_workstreams"), None),
    )


def _put_line(
    book: Book,
    sheet: Worksheet,
    row: Row,
    places: Mapping[str, int],
    values: Mapping[str, Decimal | None],
) -> None:
    line, at = row["line"], places[row["line"]]
    terms = DERIVED.get(line, ())
    strong = line in ("in_year_deficit", "retained_deficit")
    book.put(sheet, at, 0, row["line_label"], "strong" if strong else "")
    style = "total" if strong else ""
    for column, name in enumerate(COLUMNS):
        if name.startswith("gap_to_"):
            agreed, forecast = row[name.removeprefix("gap_to_")], row["forecast_gbp"]
            if agreed is not None and forecast is not None:
                formula = f"={cell(at, 3)}-{cell(at, 1 if name == 'gap_to_original_gbp' else 2)}"
                book.formula(sheet, at, column, formula, forecast - agreed, style)
                what = f"Forecast and agreement, {row['line_label']}: {COLUMNS[name].head.lower()}"
                here = cell_of_sheet(sheet, at, column)
                book.check(what, here, forecast - agreed, row[name])
        elif name == "forecast_gbp" and terms and row[name] is not None:
            formula = "".join(f"{sign}{cell(places[term], 3)}" for sign, term in terms)
            signed = (_signed(values[term], 1 if sign == "+" else -1) for sign, term in terms)
            found = sum((value for value in signed if value is not None), ZERO)
            book.formula(sheet, at, column, "=" + formula.removeprefix("+"), found, style)
            what = f"Forecast and agreement, {row['line_label']}"
            book.check(what, cell_of_sheet(sheet, at, column), found, row[name])
        elif name != "line_label":
            book.put(sheet, at, column, row[name], style)


def _put_workstreams(
    book: Book, sheet: Worksheet, head: int, rows: Sequence[Row], total: Row | None
) -> None:
    """Write target, forecast and shortfall of each workstream; savings are positive here."""
    if total is None:
        book.put(sheet, head, 0, NO_REPORT, "missing")
        return
    book.heads(sheet, head, WORKSTREAMS)
    for at, row in enumerate(rows, start=head + 1):
        target, forecast = (_saving(row[name]) for name in ("original_gbp", "latest_gbp"))
        book.put(sheet, at, 0, row["workstream"])
        book.put(sheet, at, 1, target)
        book.put(sheet, at, 2, forecast)
        if target is not None and forecast is not None:
            short = target - forecast
            book.formula(sheet, at, 3, f"={cell(at, 1)}-{cell(at, 2)}", short)
        book.put(sheet, at, 4, row["schedule"])
        book.put(sheet, at, 5, row["reported_on"])
        book.put(sheet, at, 6, row["rag"])
    at = head + 1 + len(rows)
    book.put(sheet, at, 0, "All workstreams reported", "strong")
    for column, name in ((1, "original_gbp"), (2, "latest_gbp"), (3, "gap_to_original_gbp")):
        if total[name] is None:
            continue
        sign = 1 if column == 3 else -1
        found = book.summed(sheet, at, column, head + 1, [_signed(row[name], sign) for row in rows])
        what = f"Forecast and agreement, all workstreams: {WORKSTREAMS[column].head.lower()}"
        book.check(what, cell_of_sheet(sheet, at, column), found, sign * total[name])


def _saving(amount: Decimal | None) -> Decimal | None:
    return _signed(amount, -1)


def _signed(amount: Decimal | None, sign: int) -> Decimal | None:
    return None if amount is None else sign * amount
