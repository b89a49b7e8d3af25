"""The true answers of the school census marts, counted from the rows of each census."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from synthetic.cases.school_census import CENSUS_DAYS, SPRING, CensusRow

STRONGEST_FIRST = "EKN"  # EHC plan, SEN support, none
Counts = dict[str, dict[str, int]]  # group → pupils, sen_support, ehc_plans
SchoolCensusAnswers = dict[str, dict[str, Counts]]  # academic year → kind of group → counts


def school_census_answers(census: dict[date, list[CensusRow]]) -> SchoolCensusAnswers:
    """Return the counts of each academic year, from its spring census."""
    return {
        "2024-25": census_counts(census[CENSUS_DAYS[0]]),
        "2025-26": census_counts(census[SPRING]),
    }


def census_counts(rows: list[CensusRow]) -> dict[str, Counts]:
    """Count one census by phase, by school and phase, and for curriculum years 6 and 7.

    The authority and the years count each pupil once, by the row with the strongest provision.
    """
    pupils: dict[str, CensusRow] = {}
    for row in rows:
        if row.upn not in pupils or _rank(row) < _rank(pupils[row.upn]):
            pupils[row.upn] = row
    once = list(pupils.values())
    in_6_and_7 = [row for row in once if row.nc_year in ("6", "7")]
    return {
        "authority": _counted((phase_of(row.nc_year), row) for row in once),
        "schools": _counted((f"{row.school_urn} {phase_of(row.nc_year)}", row) for row in rows),
        "years": _counted((f"year {row.nc_year}", row) for row in in_6_and_7),
    }


def phase_of(year: str) -> str:
    """Return the phase of a curriculum year."""
    if not year:
        return "not_stated"
    if year in ("N1", "N2"):
        return "early_years"
    if year == "R" or int(year) <= 6:
        return "primary"
    return "secondary" if int(year) <= 11 else "post_16"


def _rank(row: CensusRow) -> int:
    return STRONGEST_FIRST.index(row.sen_provision)


def _counted(rows: Iterable[tuple[str, CensusRow]]) -> Counts:
    counts: dict[str, Counter[str]] = {}
    for group, row in rows:
        counts.setdefault(group, Counter())[row.sen_provision] += 1
    return {
        group: {
            "pupils": counts[group].total(),
            "sen_support": counts[group]["K"],
            "ehc_plans": counts[group]["E"],
        }
        for group in sorted(counts)
    }
