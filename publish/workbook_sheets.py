"""The workbook's sheets, each from its marts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from publish.workbook_layout import HEAD_ROW, Book, cell, elsewhere

Row = Mapping[str, Any]
FIRST = HEAD_ROW + 1
NIL = Decimal(0)
# Derived lines of the Safety Valve forecast, by what they are made of: finance sees the formulas.
DERIVED = {
    "hnb_after_savings": "+block_transfer +expenditure_before_savings +investment +schedule_a",
    "in_year_deficit": "+hnb_after_savings -hnb_allocation",
    "variance_from_agreement": "+in_year_deficit -original_agreement_position",
    "variance_after_mitigations": "+variance_from_agreement +schedule_b +schedule_c",
    "total_after_mitigations": "+in_year_deficit +schedule_b +schedule_c",
}
BLOCKS = {
    "schools": "Schools block",
    "central_school_services": "Central school services block",
    "high_needs": "High needs block",
    "early_years": "Early years block",
}
OUTTURN = (
    ("Budget", "budget_gbp"),
    ("Actual to date", "actual_to_date_gbp"),
    ("Actual the forecast starts from", "forecast_from_gbp"),
    ("Commitments still to come", "committed_remaining_gbp"),
    ("Run-rate still to come", "run_rate_remaining_gbp"),
    ("Forecast outturn", "forecast_outturn_gbp"),
    ("Variance (overspend positive)", "variance_gbp"),
)
HOW = (
    ("Method", "forecast_method"),
    ("From period", "forecast_from_period"),
    ("Shape of", "profile_financial_year"),
)
LINES = (
    "matched", "paid_without_placement", "placement_without_payment", "rate_variance", "timing",
    "joint_funding", "unattributable",
)  # fmt: skip


def position(book: Book, rows: Sequence[Row], deficits: Mapping[str, Row]) -> None:
    """Write the Safety Valve forecast in force: lines down, financial years across."""
    years = sorted({row["financial_year"] for row in rows})
    order = {row["line"]: (row["line_order"], row["line_label"]) for row in rows}
    places = {line: FIRST + n for n, line in enumerate(sorted(order, key=lambda ln: order[ln]))}
    amounts = {
        (row["line"], years.index(row["financial_year"]) + 1): row["amount_gbp"] for row in rows
    }
    sheet = book.sheet("Position", ["Line", *years], [58, *[19] * len(years)])
    for line, row in places.items():
        book.put(sheet, row, 0, order[line][1])
        for column, year in enumerate(years, start=1):
            amount = amounts.get((line, column))
            terms = [term for term in _terms(line, column) if term[1] in places]
            if amount is None or not terms:
                book.put(sheet, row, column, amount)
                continue
            formula = "".join(sign + cell(places[name], at) for sign, name, at in terms)
            signed = ((sign, amounts.get((name, at)) or NIL) for sign, name, at in terms)
            value = sum((part if sign == "+" else -part for sign, part in signed), NIL)
            book.formula(sheet, row, column, "=" + formula.removeprefix("+"), value, "total")
            here = elsewhere(sheet, row, column)
            book.check(f"Position, {year}: {order[line][1]}", here, value, amount)
    _agreed(book, sheet, years, deficits, max(places.values(), default=FIRST) + 2, places, amounts)


def _terms(line: str, column: int) -> list[tuple[str, str, int]]:
    """Sign, line and column of what a derived line is made of; a line that was not sent is nil."""
    if line == "retained_deficit":
        before = ("+", "opening_deficit", 1) if column == 1 else ("+", line, column - 1)
        moved = ("+", "total_after_mitigations", column)
        return [before, moved, ("-", "safety_valve_payment", column)]
    return [(part[0], part[1:], column) for part in DERIVED.get(line, "").split()]


def _agreed(
    book: Book,
    sheet: Worksheet,
    years: Sequence[str],
    deficits: Mapping[str, Row],
    row: int,
    places: Mapping[str, int],
    amounts: Mapping[tuple[str, int], Decimal | None],
) -> None:
    for below, text in enumerate(("Status", "Deficit that was agreed", "Above the agreement")):
        book.put(sheet, row + below, 0, text)
    for column, year in enumerate(years, start=1):
        deficit = deficits.get(year)
        if deficit is None:
            continue
        closing, agreed = deficit["closing_gbp"], deficit["agreement_closing_gbp"]
        book.put(sheet, row, column, deficit["status"])
        book.put(sheet, row + 1, column, agreed)
        if closing is None or "retained_deficit" not in places:
            continue
        retained = places["retained_deficit"]
        what = f"Position, {year}: retained deficit is that of dsg_deficit"
        shown = amounts.get(("retained_deficit", column)) or NIL
        book.check(what, elsewhere(sheet, retained, column), shown, closing)
        if agreed is not None:
            above = f"={cell(retained, column)}-{cell(row + 1, column)}"
            book.formula(sheet, row + 2, column, above, closing - agreed, "total")


def outturn(book: Book, rows: Mapping[str, Row], ledger: Mapping[str, Decimal]) -> None:
    """Write the outturn: blocks, their sub-total, what was brought forward, the total."""
    heads = ["Block", *(head for head, _ in OUTTURN), *(head for head, _ in HOW)]
    sheet = book.sheet("Outturn by block", heads, [34, *[19] * len(OUTTURN), 36, 12, 12])
    lines = {block: FIRST + n for n, block in enumerate(BLOCKS)}
    after = FIRST + len(BLOCKS)
    places = {**lines, "sub_total": after, "carry_forward": after + 1, "total": after + 2}
    labels = {**BLOCKS, "sub_total": "Sub-total", "carry_forward": "Brought forward"}
    values = _reckoned(rows)
    for name, row in places.items():
        strong = "strong" if name in ("sub_total", "total") else ""
        label = labels.get(name, "Total")
        book.put(sheet, row, 0, label, strong)
        for column, (head, amount) in enumerate(OUTTURN, start=1):
            value = values[name, amount]
            formula = _outturn_formula(name, amount, row, column, places)
            if formula is None:
                book.put(sheet, row, column, value)
                continue
            book.formula(sheet, row, column, formula, value, "total" if strong else "")
            if name in rows:
                here = elsewhere(sheet, row, column)
                book.check(f"Outturn, {label}: {head}", here, value, rows[name][amount])
        for column, (_, how) in enumerate(HOW, start=1 + len(OUTTURN)):
            book.put(sheet, row, column, rows[name][how] if name in rows else None)
    for block in [*BLOCKS, "carry_forward"]:
        here, posted = elsewhere(sheet, places[block], 2), ledger.get(block, NIL)
        actual = rows[block]["actual_to_date_gbp"]
        book.check(f"Outturn, {labels[block]}: actual is the ledger's lines", here, actual, posted)


def _reckoned(rows: Mapping[str, Row]) -> dict[tuple[str, str], Decimal]:
    """Every amount of the sheet by row and column, the formulas' from the others."""
    values: dict[tuple[str, str], Decimal] = {}
    for name in [*BLOCKS, "carry_forward"]:
        row = dict(rows[name])
        parts = ("forecast_from_gbp", "committed_remaining_gbp", "run_rate_remaining_gbp")
        row["forecast_outturn_gbp"] = sum((row[part] for part in parts), NIL)
        row["variance_gbp"] = row["forecast_outturn_gbp"] - row["budget_gbp"]
        values |= {(name, amount): row[amount] for _, amount in OUTTURN}
    for _, amount in OUTTURN:
        values["sub_total", amount] = sum((values[block, amount] for block in BLOCKS), NIL)
        total = values["sub_total", amount] + values["carry_forward", amount]
        values["total", amount] = total
    return values


def _outturn_formula(
    name: str, amount: str, row: int, column: int, places: Mapping[str, int]
) -> str | None:
    if name == "sub_total":
        first, last = FIRST, FIRST + len(BLOCKS) - 1
        return f"=SUM({cell(first, column)}:{cell(last, column)})"
    if name == "total":
        return f"={cell(places['sub_total'], column)}+{cell(places['carry_forward'], column)}"
    if amount == "forecast_outturn_gbp":
        return f"={cell(row, 3)}+{cell(row, 4)}+{cell(row, 5)}"
    if amount == "variance_gbp":
        return f"={cell(row, 6)}-{cell(row, 1)}"
    return None


def reconciliation(
    book: Book, lines: Sequence[Row], items: Sequence[Row], missing: str | None
) -> None:
    """Write the period's reconciliation by block, and below it every difference."""
    blocks = sorted({row["dsg_block"] for row in lines})
    heads = ["Line", *(BLOCKS.get(block, _words(block)) for block in blocks)]
    sheet = book.sheet("Reconciliation", heads, [34, *[20] * 15])
    if missing:
        book.put(sheet, FIRST, 0, missing)
        return
    amounts = {(row["line"], row["dsg_block"]): row["amount_gbp"] for row in lines}
    below = FIRST + 1
    for row, line in enumerate(LINES, start=below):
        book.put(sheet, row, 0, _words(line))
        for column, block in enumerate(blocks, start=1):
            book.put(sheet, row, column, amounts.get((line, block), NIL))
    book.put(sheet, FIRST, 0, "Ledger total", "strong")
    for column, block in enumerate(blocks, start=1):
        total = amounts.get(("ledger_total", block), NIL)
        parts = sum((amounts.get((line, block), NIL) for line in LINES), NIL)
        summed = f"=SUM({cell(below, column)}:{cell(below + len(LINES) - 1, column)})"
        book.formula(sheet, FIRST, column, summed, parts, "total")
        what = f"Reconciliation, {_words(block)}: the lines sum to the ledger"
        book.check(what, elsewhere(sheet, FIRST, column), parts, total)
    _items(book, sheet, items, below + len(LINES) + 2, amounts)


def _items(
    book: Book,
    sheet: Worksheet,
    items: Sequence[Row],
    head: int,
    amounts: Mapping[tuple[str, str], Decimal],
) -> None:
    if not items:
        return
    columns = list(items[0])
    book.heads(sheet, head, [_words(column.removesuffix("_gbp")) for column in columns])
    for row, item in enumerate(items, start=head + 1):
        for column, name in enumerate(columns):
            ratio = isinstance(item[name], Decimal) and not name.endswith("_gbp")
            book.put(sheet, row, column, item[name], "hundredths" if ratio else "")

    def every(name: str) -> str:
        at = columns.index(name)
        span = cell(head + 1, at), cell(head + len(items), at)
        return f"'{sheet.get_name()}'!{span[0]}:{span[1]}"

    for line, block in sorted({(item["class"], item["dsg_block"]) for item in items}):
        found = sum(
            (i["amount_gbp"] for i in items if (i["class"], i["dsg_block"]) == (line, block)), NIL
        )
        of_both = f'{every("dsg_block")},"{block}",{every("class")},"{line}"'
        formula = f"SUMIFS({every('amount_gbp')},{of_both})"
        what = f"Reconciliation, {_words(block)}: items of {_words(line).lower()} sum to the line"
        book.check(what, formula, found, amounts.get((line, block), NIL))


def savings(book: Book, rows: Sequence[Row]) -> None:
    """Write the latest report of savings: workstreams by year, and each year's total."""
    heads = ("Workstream", "Schedule", "Financial year", "Reported", "Target", "Delivered",
             "Forecast", "Delivered %", "Forecast %", "RAG", "RAG as reported")  # fmt: skip
    sheet = book.sheet("Savings", heads, (52, 10, 14, 14, 18, 18, 18, 12, 12, 9, 16))
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
            total = sum((value for value in found if value is not None), NIL)
            of, which = (f"{cell(FIRST, c)}:{cell(last, c)}" for c in (column, 2))
            summed = f"=SUMIFS({of},{which},{cell(at, 2)})"
            book.formula(sheet, at, column, summed, total, "total")
            here = elsewhere(sheet, at, column)
            book.check(f"Savings, {year}: {heads[column].lower()}", here, total, total)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
