"""DfE's Local Authority Interactive Tool: its shares of pupils with SEN.

`england/shares.csv` holds England's published figures: the rows of England in the tool of 2025,
Open Government Licence v3. The authorities' shares of January 2025 are counted from their school
censuses. DfE counts the pupils of primary and of secondary schools; here their curriculum year
tells the phase.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from synthetic.answers.school_census import Counts
from synthetic.authority import Authority
from synthetic.files import set_arrival_time, write_bytes

DATASET = "local-authority-interactive-tool"
PUBLISHED = date(2025, 7, 10)
ENGLAND = Path(__file__).parent / "england" / "shares.csv"
CENSUS_YEAR, YEAR = "2024-25", "2025"  # of the January census
# Phase → the measure of pupils with SEN support, and that of pupils with an EHC plan.
MEASURES = {
    "all": ("SEN_TotSENSuP", "SEN_TotStat"),
    "primary": ("PrimNoStatements", "PrimStatements"),
    "secondary": ("SecNoStatements", "SecStatements"),
}


def write_shares(folder: Path, censuses: Mapping[Authority, Counts]) -> int:
    """Write the tool's file from each authority's pupils by phase; return its number of rows."""
    with ENGLAND.open(encoding="utf-8", newline="") as file:
        columns, *rows = list(csv.reader(file))
    rows += [row for authority, phases in censuses.items() for row in _rows(authority, phases)]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([columns, *rows])
    path = folder / f"{DATASET}__{PUBLISHED}.csv"
    write_bytes(path, text.getvalue().encode())
    set_arrival_time(path, PUBLISHED)
    return len(rows)


def _rows(authority: Authority, phases: Counts) -> Iterator[list[str]]:
    """Yield an authority's rows, in the order of the columns of the file."""
    everybody = {
        count: sum(counts[count] for counts in phases.values())
        for count in ("pupils", "sen_support", "ehc_plans")
    }
    for phase, measures in MEASURES.items():
        counts = everybody if phase == "all" else phases[phase]
        for measure, count in zip(measures, ("sen_support", "ehc_plans"), strict=True):
            share = _per_cent(counts[count], counts["pupils"])
            yield [
                measure, "", YEAR, authority.name, share, authority.la_code, "Demonstration",
            ]  # fmt: skip


def _per_cent(part: int, whole: int) -> str:
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))
