"""The sheets of closed periods: what was reported beside what is known now, and every version."""

from collections.abc import Mapping, Sequence

from publish.sheets.layout import FIRST, ZERO, Book, Column, Row, as_words, cell, cell_of_sheet
from publish.sheets.outturn import LABELS

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
VERSIONS = {
    "financial_period": Column("Period", 8),
    "close_version": Column("Close", 14),
    "dsg_block": Column("Block", 30, number=False),
    "budget_gbp": Column("Budget", 18),
    "actual_to_date_gbp": Column("Actual to date", 18),
    "forecast_outturn_gbp": Column("Forecast outturn", 18),
    "variance_gbp": Column("Variance: overspend positive", 18),
    "actual_change_gbp": Column("Actual, less the close before", 18),
    "forecast_change_gbp": Column("Forecast, less the close before", 18),
    "closed_at": Column("Closed", 14, number=False),
    "closed_by": Column("By", 24, number=False),
    "reopened_at": Column("Reopened", 14, number=False),
    "reopened_by": Column("By", 24, number=False),
    "reopened_reason": Column("Reason", 44, number=False),
}


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


def versions(book: Book, rows: Sequence[Row]) -> None:
    """Write the figures of every close of the year up to the period, those reopened included."""
    note = (
        "Pounds, as each close reported them. A period that was reopened and closed again has a "
        "row for each close, with who reopened it and why."
    )
    remarks = {row["dsg_block"]: row["remark"] for row in rows if row["remark"]}
    sheet = book.sheet("Closes", [*VERSIONS.values(), *book.remark_column(remarks)], note)
    sheet.freeze_panes(FIRST, 3)
    if not rows:
        book.put(sheet, FIRST, 0, "No period of the year up to this one has been closed.")
        return
    order = list(LABELS)
    ordered = sorted(
        rows,
        key=lambda row: (
            row["financial_period"], row["close_version"], order.index(row["dsg_block"]),
        ),
    )  # fmt: skip
    for at, row in enumerate(ordered, start=FIRST):
        total = row["dsg_block"] == "total"
        for column, name in enumerate(VERSIONS):
            value = f"v{row[name]}" if name == "close_version" else row[name]
            if name == "dsg_block":
                book.put(sheet, at, column, LABELS[value], "strong_beside" if total else "")
            else:
                style = "total" if total and name.endswith("_gbp") else ""
                style = "right" if name == "close_version" else style
                book.put(sheet, at, column, value, style)
        book.put_remark(sheet, at, len(VERSIONS), row["remark"])
    sheet.autofilter(FIRST - 1, 0, FIRST + len(rows) - 1, len(VERSIONS) - 1)
