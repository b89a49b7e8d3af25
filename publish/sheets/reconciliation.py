"""The sheets of the reconciliation: the period by block, and every difference."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from publish.sheets.layout import FIRST, ZERO, Book, Column, Row, as_words, cell, cell_of_sheet
from publish.sheets.outturn import BLOCKS, FUNDING

LINES = {
    "matched": "Committed in the case system (matched)",
    "paid_without_placement": "Paid without a placement",
    "placement_without_payment": "Placement without a payment",
    "rate_variance": "Paid at another rate",
    "timing": "Paid in another period",
    "joint_funding": "Shares of other payers",
    "unattributable": "No placement to compare with",
    "wrong_account": "Paid on an account of another category (nil in the block)",
    "duplicate_payment": "Paid twice",
    "place_funding": "Funding of commissioned places",
}
LINES_OF_THE_OUTTURN = {**BLOCKS, **FUNDING}
NOTE = (
    "Pounds: the month, and the year to date beside it. The lines lead from the commitment in the "
    "case system to the ledger: where a line is positive the ledger is higher, else lower."
)
ITEMS = {
    "dsg_block": Column("Block", 18, number=False),
    "class": Column("Difference", 32, number=False),
    "provider": Column("Provider", 32, number=False),
    "amount_gbp": Column("Amount", 14),
    "ledger_gbp": Column("Ledger", 14),
    "committed_gbp": Column("Committed", 14),
    "first_seen": Column("First seen", 14, number=False),
    "age_days": Column("Age in days", 8),
    "provider_urn": Column("URN", 10, number=False),
    "supplier_id": Column("Supplier", 12, number=False),
    "journal_lines": Column("Journal lines", 26, number=False),
    "lines": Column("Number of lines", 8),
    "match_method": Column("Matched by", 20, number=False),
    "confidence": Column("Confidence", 11),
    "placement_key": Column("Placement key", 36, number=False),
}


def by_block(book: Book, rows: Sequence[Row], missing: str | None) -> None:
    """Write the period's reconciliation, high needs first."""
    found = sorted({row["dsg_block"] for row in rows})
    blocks = sorted(found, key=lambda block: block != "high_needs")
    columns = [Column("Line", 54, number=False)]
    columns += [
        Column(f"{_label(block)}: {when}", 20) for block in blocks for when in ("month", "to date")
    ]
    sheet = book.sheet("Reconciliation", columns, NOTE)
    if missing:
        book.put(sheet, FIRST, 0, missing)
        return
    below = FIRST + 1
    book.put(sheet, FIRST, 0, "Ledger total", "strong")
    for row, label in enumerate(LINES.values(), start=below):
        book.put(sheet, row, 0, label)
    for number, block in enumerate(blocks):
        for beside, amount in enumerate(("amount_gbp", "amount_to_date_gbp")):
            amounts, column = _amounts(rows, amount), 1 + 2 * number + beside
            for row, line in enumerate(LINES, start=below):
                book.put(sheet, row, column, amounts.get((line, block), ZERO))
            total = amounts.get(("ledger_total", block), ZERO)
            parts = sum((amounts.get((line, block), ZERO) for line in LINES), ZERO)
            summed = f"=SUM({cell(below, column)}:{cell(below + len(LINES) - 1, column)})"
            book.formula(sheet, FIRST, column, summed, parts, "total")
            when = " to date" if beside else ""
            what = f"Reconciliation, {as_words(block)}: the lines{when} sum to the ledger"
            book.check(what, cell_of_sheet(sheet, FIRST, column), parts, total)


def differences(book: Book, lines: Sequence[Row], items: Sequence[Row]) -> None:
    """Write every difference of the blocks that placements are paid from, the largest first."""
    note = (
        "Each difference of the high needs block and of accounts missing from the chart. The key "
        "identifies a placement without naming a child; send case leads from it to the case."
    )
    sheet = book.sheet("Differences", list(ITEMS.values()), note)
    sheet.freeze_panes(FIRST, 3)
    if not items:
        book.put(sheet, FIRST, 0, "None.")
        return
    for at, item in enumerate(items, start=FIRST):
        shown = dict(item) | {"dsg_block": _label(item["dsg_block"])}
        shown["class"] = LINES[item["class"]]
        shown["match_method"] = as_words(item["match_method"]) if item["match_method"] else None
        for column, name in enumerate(ITEMS):
            book.put(sheet, at, column, shown[name], "hundredths" if name == "confidence" else "")
    sheet.print_area(0, 0, FIRST + len(items) - 1, len(ITEMS) - 1)
    sheet.autofilter(FIRST - 1, 0, FIRST + len(items) - 1, len(ITEMS) - 1)
    _must_sum(book, sheet.get_name(), _amounts(lines), items)


def _must_sum(
    book: Book, sheet: str, amounts: Mapping[tuple[str, str], Decimal], items: Sequence[Row]
) -> None:
    def every(name: str) -> str:
        at, last = list(ITEMS).index(name), FIRST + len(items) - 1
        return f"'{sheet}'!{cell(FIRST, at)}:{cell(last, at)}"

    for line, block in sorted({(item["class"], item["dsg_block"]) for item in items}):
        both = (line, block)
        found = sum((i["amount_gbp"] for i in items if (i["class"], i["dsg_block"]) == both), ZERO)
        criteria = f'{every("dsg_block")},"{_label(block)}",{every("class")},"{LINES[line]}"'
        formula = f"SUMIFS({every('amount_gbp')},{criteria})"
        what = f"Differences, {as_words(block)}: {as_words(line).lower()} sums to its line"
        book.check(what, formula, found, amounts.get(both, ZERO))


def _amounts(rows: Sequence[Row], amount: str = "amount_gbp") -> dict[tuple[str, str], Decimal]:
    return {(row["line"], row["dsg_block"]): row[amount] for row in rows}


def _label(block: str) -> str:
    return LINES_OF_THE_OUTTURN.get(block) or as_words(block)
