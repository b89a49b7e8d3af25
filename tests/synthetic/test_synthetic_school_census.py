"""The invented school censuses: shares near England's, pupils on two rolls, and their next year."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.synthetic.landed import night

CENSUS_DAYS = ("2025-01-16", "2025-10-02", "2026-01-15")
YEARS = ("N1", "N2", "R", *(str(year) for year in range(1, 14)))


@pytest.mark.parametrize("la_code", ["990", "991"])
def test_shares_are_near_englands_and_some_pupils_are_on_two_rolls(
    home: Path, la_code: str
) -> None:
    rows = night(home, la_code, "school_census", "2026-01-15")
    rolls = Counter(row["upn"] for row in rows)
    assert 0 < sum(count == 2 for count in rolls.values()) < 0.05 * len(rolls)
    share = Counter(row["sen_provision"] for row in rows)
    assert 0.03 < share["E"] / len(rows) < 0.10
    assert 0.09 < share["K"] / len(rows) < 0.18
    assert all(bool(row["sen_type_1"]) == (row["sen_provision"] != "N") for row in rows)


@pytest.mark.parametrize("la_code", ["990", "991"])
def test_pupils_move_up_in_september_and_support_begins_in_spring(home: Path, la_code: str) -> None:
    january, autumn, spring = (
        {row["upn"]: row for row in night(home, la_code, "school_census", day)}
        for day in CENSUS_DAYS
    )
    for upn, row in january.items():
        if row["nc_year"]:
            assert YEARS.index(autumn[upn]["nc_year"]) == YEARS.index(row["nc_year"]) + 1
    assert autumn.keys() == spring.keys()
    assert [u for u in spring if spring[u]["sen_provision"] != autumn[u]["sen_provision"]]
