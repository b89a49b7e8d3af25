"""The sentences that say whether the Safety Valve agreement is kept, by how much and since when."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from publish.sheets.agreement import NO_AGREEMENT, NO_YEAR
from publish.sheets.layout import Row

NOT_KNOWN = (
    "By the ledger's forecast not known: the deficit that {year} opens with was not reported, or "
    "the agreement has none for its end."
)
NO_REPORT = "Nothing has been reported since the agreement."


def is_kept(year: str, lines: Sequence[Row], deficits: Sequence[Row]) -> str:
    """Say it by the ledger's forecast (`lines`, of the month) and by the latest report (`deficits`,
    by year)."""
    if not deficits:
        return NO_AGREEMENT
    retained = next((line for line in lines if line["line"] == "retained_deficit"), None)
    if retained is None:
        return NO_YEAR
    gap, agreed = retained["gap_to_original_gbp"], retained["original_gbp"]
    if gap is None:
        forecast = NOT_KNOWN.format(year=year)
    else:
        forecast = (
            f"By the ledger's forecast {_verdict(gap)}: the deficit of {_year_end(year)} is "
            f"{_beside(gap)} the agreed {_pounds(agreed)}."
        )
    return f"{forecast} {_reported(year, deficits)}"


def _reported(year: str, deficits: Sequence[Row]) -> str:
    """Say it for the year's end, or for the last one before that has been reported."""
    if deficits[0]["version"] == "original":
        return NO_REPORT
    known = [
        row
        for row in deficits
        if row["financial_year"] <= year and row["above_agreement_gbp"] is not None
    ]
    if not known:
        return "By the latest report not known."
    row = known[-1]
    above, since = row["above_agreement_gbp"], row["above_agreement_since"]
    verdict = (
        f"By the latest report {_verdict(above)}: {_beside(above)} what was agreed for "
        f"{_year_end(row['financial_year'])}"
    )
    return f"{verdict}, and above since {_year_end(since)}." if since else f"{verdict}."


def _verdict(above: Decimal) -> str:
    return "not kept" if above > 0 else "kept"


def _beside(above: Decimal) -> str:
    if above == 0:
        return "exactly"
    return f"{_pounds(abs(above))} {'above' if above > 0 else 'below'}"


def _pounds(amount: Decimal) -> str:
    return f"£{amount:,.2f}"


def _year_end(year: str) -> str:
    return f"{date(int(year[:4]) + 1, 3, 31):%-d %B %Y}"
