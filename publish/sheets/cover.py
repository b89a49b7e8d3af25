"""The sheets Cover and Files: what this workbook is, and the files behind it."""

from collections.abc import Sequence
from typing import Any

from publish.sheets.layout import ALL_CHECKS, FIRST, Book, Column, Row

WIDTHS = (Column("What this is", 34, number=False), Column("", 110, number=False))
SHEETS = {
    "Forecast and agreement": "The ledger's forecast beside the Safety Valve agreement, the gap, "
    "and what each savings workstream is short",
    "Position": "The Safety Valve forecast in force, and the deficit beside the agreed one",
    "Agreement compared": "Original agreement, latest forecast and outturn, line by line",
    "Outturn by block": "Budget, actual and forecast of the Dedicated Schools Grant, the movement "
    "since last month's close, and finance's remarks",
    "Forecast": "How each forecast is made, and how far its method missed before",
    "As reported": "The outturn as closed beside the figures known now, and the lines that differ",
    "Closes": "Every close of the year, those reopened included, with role and reason",
    "Spending by category": "High needs by spend category: budget, actual, forecast, commitments "
    "and place funding",
    "Section 251": "Budget, actual and forecast by line of the statement",
    "Accounts": "Budget, actual and forecast by account",
    "Reconciliation": "The ledger against the case system's commitments, month and year to date",
    "Differences": "Every difference of the reconciliation, with its journal lines",
    "Savings": "Savings workstreams: target, delivered, forecast, RAG",
    "Files": "The files that the figures were made from, with their hashes",
    "Checks": "Every check of this workbook against the published marts; all differences are zero",
}
FILES = (
    Column("Source", 18, number=False),
    Column("Dataset", 22, number=False),
    Column("Business date", 15, number=False),
    Column("File in landing/", 62, number=False),
    Column("Rows", 12),
    Column("SHA-256", 70, number=False),
)
READING = (
    ("Amounts", "Pounds and pence, as in the ledger."),
    (
        "Signs",
        "Costs, deficits and overspends are positive; income, credits, surpluses and underspends "
        "negative and red. Safety Valve payments are positive. On Savings, savings are positive.",
    ),
    (
        "Forecast",
        "By last year's profile, in a straight line, or by commitments; the sheet Forecast names "
        "the method of each block. docs/decisions/0014 gives the reasons.",
    ),
    (
        "RAG limits",
        "Declared by the installation in settings/rag_limits.yml; without it, an assumption. They "
        "are not DfE's.",
    ),
    (
        "Behind a figure",
        "docs/drill-down.md shows how to get from any amount to its journal lines and files, and "
        "from a placement key to the case.",
    ),
)


def cover(book: Book, close: Row | None, balance: Row | None, is_kept: str) -> None:
    """Write the month, its state, whether the agreement is kept (`is_kept`), how to read the
    figures, the signatures and a sheet list."""
    month = book.month
    note = "For finance's files. No figure was entered by hand."
    sheet = book.sheet("Cover", WIDTHS, note)
    sheet.set_row(FIRST - 1, None)
    sheet.fit_to_pages(1, 1)
    facts: list[tuple[str, Any]] = [
        ("Authority", month.authority_name),
        ("Financial year", month.financial_year),
        ("Period", f"{month.period} ({month.name})"),
        ("Reporting date", month.as_at),
        ("State of the period", _state(close)),
        *_hashes(close),
        ("Trial balance", _balance(balance)),
        ("Safety Valve agreement", is_kept),
        ("Publication", month.publication_id),
        (
            "Made by",
            f"send workbook --la {month.la_code}, from that publication only. The same publication "
            "gives the same bytes. While a check's difference is not zero no workbook is written.",
        ),
        *READING,
    ]
    for row, (what, value) in enumerate(facts, start=FIRST):
        book.put(sheet, row, 0, what, "strong")
        book.put(sheet, row, 1, value, "" if what == "Reporting date" else "wrapped")
        if len(str(value)) > WIDTHS[1].width:
            sheet.set_row(row, 30)
    below = FIRST + len(facts)
    book.put(sheet, below, 0, "All checks: sum of differences", "strong")
    sheet.write_formula(below, 1, f"={ALL_CHECKS}", book.formats["left_pounds"], 0)
    for row, who in enumerate(("Prepared by", "Reviewed by", "Date"), start=below + 2):
        book.put(sheet, row, 0, who, "strong")
        sheet.write_blank(row, 1, None, book.formats["to_sign"])
    for row, (name, shows) in enumerate(SHEETS.items(), start=below + 6):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        book.put(sheet, row, 1, shows)


def _state(close: Row | None) -> str:
    if close is None:
        return "Open: its figures may still change."
    version, on, by = close["close_version"], close["closed_at"], close["closed_by"]
    return f"Closed as v{version} on {on} by {by}. As reported shows later changes."


def _hashes(close: Row | None) -> list[tuple[str, str]]:
    if close is None:
        return []
    hashes = (("Lines", "input"), ("Chart of accounts", "mapping"), ("Outturn", "output"))
    return [(f"{what} as closed, SHA-256", close[f"{name}_sha256"]) for what, name in hashes]


def _balance(balance: Row | None) -> str:
    if balance is None:
        return "None received for this period: nothing confirms the ledger."
    if balance["accounts_differing"]:
        return f"Differs in {balance['accounts_differing']} of {balance['accounts']} accounts."
    agrees = f"Agrees with the ledger in all {balance['accounts']} accounts, to the penny"
    dated = f"{agrees} (balance of {balance['balance_date']})."
    if not balance["later_lines"]:
        return dated
    lines = f"{balance['later_lines']} lines of {balance['later_gbp']:,} pounds in all"
    return f"{dated} No balance has confirmed the {lines} that came later."


def files(book: Book, rows: Sequence[Row]) -> None:
    """Write the current files, one a row."""
    note = "The current files of the finance ledger and the Safety Valve agreement at this date."
    sheet = book.sheet("Files", FILES, note)
    for at, row in enumerate(rows, start=FIRST):
        for column, value in enumerate(row.values()):
            book.put(sheet, at, column, value)
