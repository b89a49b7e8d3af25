"""The demonstration's school censuses: prevalence by phase and school, and the steps in it."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from tests.night.conftest import Demonstration

AUTHORITIES = ("990", "991")
YEARS = ("2024-25", "2025-26")


def expected(demonstration: Demonstration, la_code: str, year: str) -> dict[str, Any]:
    answers = demonstration.answers["authorities"][la_code]["expected"]["school_census"]
    found: dict[str, Any] = answers[year]
    return found


def percent(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_prevalence_is_what_the_generator_counted(demonstration, la_code, year):
    answers = expected(demonstration, la_code, year)
    rows = demonstration.first.rows(
        "select school_urn, phase, pupils, sen_support, ehc_plans, sen_support_pct, ehc_plans_pct "
        f"from marts.sen_prevalence where la_code = '{la_code}' and academic_year = '{year}'"
    )
    found = {(urn, phase): tuple(figures) for urn, phase, *figures in rows}
    cells = {(None, phase): cell for phase, cell in answers["authority"].items()}
    cells |= {tuple(place.split()): cell for place, cell in answers["schools"].items()}
    assert found == {
        place: (
            cell["pupils"],
            cell["sen_support"],
            cell["ehc_plans"],
            percent(cell["sen_support"], cell["pupils"]),
            percent(cell["ehc_plans"], cell["pupils"]),
        )
        for place, cell in cells.items()
    }
    assert len(rows) == len(found)


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_pupils_of_two_schools_are_counted_once_in_the_authority(demonstration, la_code):
    answers = expected(demonstration, la_code, "2025-26")
    pupils, on_rolls = (
        sum(cell["pupils"] for cell in answers[level].values())
        for level in ("authority", "schools")
    )
    assert 0 < on_rolls - pupils < 40
    assert demonstration.first.rows(
        "select sum(pupils) filter (where school_urn is null), "
        "sum(pupils) filter (where school_urn is not null) from marts.sen_prevalence "
        f"where la_code = '{la_code}' and academic_year = '2025-26'"
    ) == [(pupils, on_rolls)]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("la_code", AUTHORITIES)
@pytest.mark.parametrize(
    ("step", "level", "before", "after"),
    [
        ("primary_to_secondary", "authority", "primary", "secondary"),
        ("year_6_to_7", "years", "year 6", "year 7"),
    ],
)
def test_the_steps_are_from_one_group_to_the_next(
    demonstration, la_code, year, step, level, before, after
):
    cells = expected(demonstration, la_code, year)[level]
    rates = [
        percent(cells[group][kind], cells[group]["pupils"])
        for kind in ("sen_support", "ehc_plans")
        for group in (before, after)
    ]
    assert demonstration.first.rows(
        "select pupils_before, pupils_after, sen_support_pct_before, sen_support_pct_after, "
        "ehc_plans_pct_before, ehc_plans_pct_after, sen_support_change, ehc_plans_change "
        f"from marts.sen_prevalence_steps where la_code = '{la_code}' "
        f"and academic_year = '{year}' and step = '{step}'"
    ) == [
        (
            cells[before]["pupils"],
            cells[after]["pupils"],
            *rates,
            rates[1] - rates[0],
            rates[3] - rates[2],
        )
    ]


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_dfes_share_of_january_stands_beside_englands(demonstration, la_code):
    """England's figures are DfE's of January 2025: 14.2 % with SEN support, 5.3 % with a plan."""
    phases = expected(demonstration, la_code, "2024-25")["authority"].values()
    pupils, support, plans = (
        sum(cell[count] for cell in phases) for count in ("pupils", "sen_support", "ehc_plans")
    )
    assert demonstration.first.rows(
        "select sen_support_pct, england_sen_support_pct, ehc_plans_pct, england_ehc_plans_pct "
        f"from marts.sen_prevalence_published where la_code = '{la_code}' "
        "and academic_year = '2024-25' and phase = 'all'"
    ) == [(percent(support, pupils), Decimal("14.2"), percent(plans, pupils), Decimal("5.3"))]
