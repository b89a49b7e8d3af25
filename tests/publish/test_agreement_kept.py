"""Cover says whether the Safety Valve agreement is kept, by how much not, and since when."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from publish.sheets import workbook
from publish.sheets.agreement import NO_AGREEMENT, NO_YEAR
from publish.sheets.kept import is_kept
from tests.publish.invented_marts import MARTS, publish
from tests.publish.workbook_cells import by_label

Row = dict[str, Any]


def forecast(gap: str | None) -> list[Row]:
    """The retained deficit of a month, where 1,000 are agreed for the year's end."""
    known = None if gap is None else Decimal(gap)
    return [
        {"line": "hnb_allocation"},
        {
            "line": "retained_deficit",
            "original_gbp": Decimal(1000),
            "gap_to_original_gbp": known,
        },
    ]


def report(year: str, above: str | None, since: str | None = None, version: str = "latest") -> Row:
    return {
        "financial_year": year,
        "version": version,
        "above_agreement_gbp": None if above is None else Decimal(above),
        "above_agreement_since": since,
    }


@pytest.mark.parametrize(
    ("lines", "deficits", "said"),
    [
        ([], [], NO_AGREEMENT),
        ([], [report("2024-25", "1", "2024-25")], NO_YEAR),
        (
            forecast("-0.01"),
            [report("2025-26", "5", "2025-26"), report("2026-27", "0")],
            "By the ledger's forecast kept: the deficit of 31 March 2027 is £0.01 below the agreed "
            "£1,000.00. By the latest report kept: exactly what was agreed for 31 March 2027.",
        ),
        (
            forecast("1234.56"),  # no report of the year, and one of a later year
            [
                report("2024-25", "40", "2024-25"),
                report("2025-26", "1350", "2024-25"),
                report("2027-28", "7", "2027-28"),
            ],
            "By the ledger's forecast not kept: the deficit of 31 March 2027 is £1,234.56 above "
            "the agreed £1,000.00. By the latest report not kept: £1,350.00 above what was agreed "
            "for 31 March 2026, and above since 31 March 2025.",
        ),
        (
            forecast(None),
            [report("2026-27", None)],
            "By the ledger's forecast not known: the deficit that 2026-27 opens with was not "
            "reported, or the agreement has none for its end. By the latest report not known.",
        ),
        (
            forecast("0"),
            [report("2026-27", "0", version="original")],
            "By the ledger's forecast kept: the deficit of 31 March 2027 is exactly the agreed "
            "£1,000.00. Nothing has been reported since the agreement.",
        ),
    ],
)
def test_the_sentence(lines: list[Row], deficits: list[Row], said: str) -> None:
    assert is_kept("2026-27", lines, deficits) == said


@pytest.mark.slow
def test_the_cover_has_the_sentence_of_its_month(tmp_path: Path) -> None:
    file = workbook.write(publish(tmp_path / "home", *MARTS), "990")
    assert by_label(file, "Cover")["Safety Valve agreement"][0] == (
        "By the ledger's forecast not kept: the deficit of 31 March 2027 is £20.40 above the "
        "agreed £400.00. By the latest report not kept: £90.00 above what was agreed for "
        "31 March 2027, and above since 31 March 2026."
    )
