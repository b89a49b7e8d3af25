"""The school censuses of a demonstration authority: invented pupils of its schools on three census
days, of whom some are on two rolls; and what the marts must say of them.

The census counts pupils where they are taught, so these are not the children of the case files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from synthetic import names
from synthetic.authority import Authority
from synthetic.files import write_rows
from synthetic.providers import providers

AUTUMN, SPRING = date(2025, 10, 2), date(2026, 1, 15)
CENSUS_DAYS = (date(2025, 1, 16), AUTUMN, SPRING)
COLUMNS = ("census_date", "school_urn", "upn", "nc_year", "sen_provision", "sen_type_1",
           "sen_type_2", "sen_unit", "resourced_provision")  # fmt: skip
YEARS = ("N1", "N2", "R", *(str(year) for year in range(1, 14)))
# Shares of pupils, per cent, near England's: DfE "Special educational needs in England" 2025.
WITH_PLAN, WITH_SUPPORT, SECOND_ROLL = 5, 14, 2
FIRST_NUMBER = 700_000_000  # after every number that the case files give

Row = tuple[str, ...]


@dataclass(slots=True)
class Pupil:
    """A pupil; `year` is the place in YEARS of the school year 2025-26."""

    upn: str
    year: int
    school: str
    provision: str
    need: str
    second_school: str = ""
    year_left_out: bool = False


def write_school_census(
    folder: Path, authority: Authority, seed: int, scale: float
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Write a file for each census day; return what was written, and the true answers."""
    pupils = _pupils(Random(f"{seed}:{authority.la_code}:census"), authority, scale)
    written = []
    rows: dict[date, list[Row]] = {}
    for day in CENSUS_DAYS:
        rows[day] = [row for pupil in pupils for row in _rows(pupil, day)]
        path = folder / "dfe_census" / f"school_census__{day}.csv"
        write_rows(path, COLUMNS, rows[day], authority.cases)
        written.append(
            {
                "dataset": "school_census",
                "path": path,
                "rows": len(rows[day]),
                "business_date": day.isoformat(),
            }
        )
    # The spring census stands for its academic year; autumn's is there to be passed over.
    return written, {
        "2024-25": census_answers(rows[CENSUS_DAYS[0]]),
        "2025-26": census_answers(rows[SPRING]),
    }


def _pupils(rng: Random, authority: Authority, scale: float) -> list[Pupil]:
    schools = providers(authority)
    primary = [school.urn for school in schools["mainstream"][:5]]
    secondary = [school.urn for school in schools["mainstream"][5:8]]
    special = [school.urn for school in schools["special"]]
    found = []
    for number in range(max(60, round(authority.persons * scale / 3))):
        year = rng.choices(range(len(YEARS)), [2, 4, *[6] * 12, 3, 2])[0]
        chance = rng.random() * 100
        provision = "E" if chance < WITH_PLAN else "K" if chance < WITH_PLAN + WITH_SUPPORT else "N"
        in_special = provision == "E" and rng.random() < 0.4
        usual = secondary if year > YEARS.index("6") else primary
        pupil = Pupil(
            upn=names.upn(rng, authority.la_code, FIRST_NUMBER + number),
            year=year,
            school=rng.choice(special if in_special else usual),
            provision=provision,
            need=rng.choices(list(names.NEEDS), list(names.NEEDS.values()))[0],
            year_left_out=rng.random() < 0.01,
        )
        if not in_special and rng.random() * 100 < SECOND_ROLL:
            pupil.second_school = rng.choice(special)
        found.append(pupil)
    return found


def _rows(pupil: Pupil, day: date) -> list[Row]:
    """A pupil's rows on a day: on a second roll it is the other school that records the plan."""
    year = pupil.year - (day < AUTUMN)
    if year < 0:
        return []
    known = pupil.provision
    if day < SPRING and known == "K" and int(pupil.upn[-2:]) % 5 == 0:
        known = "N"  # support that began in the spring
    shown = "" if pupil.year_left_out else YEARS[year]
    rows = [_row(pupil, day, pupil.school, shown, known)]
    if pupil.second_school:
        rows.append(_row(pupil, day, pupil.second_school, shown, "E"))
    return rows


def _row(pupil: Pupil, day: date, school: str, year: str, provision: str) -> Row:
    need = "" if provision == "N" else pupil.need
    return (day.isoformat(), school, pupil.upn, year, provision, need, "", "0", "0")


def phase_of(year: str) -> str:
    """Return the phase of a curriculum year."""
    if not year:
        return "not_stated"
    if year in ("N1", "N2"):
        return "early_years"
    if year == "R" or int(year) <= 6:
        return "primary"
    return "secondary" if int(year) <= 11 else "post_16"


def census_answers(rows: list[Row]) -> dict[str, Any]:
    """Count a census: by phase for the authority, each pupil once, and by phase and school."""
    strongest: dict[str, Row] = {}
    for row in rows:
        if row[2] not in strongest or "EKN".index(row[4]) < "EKN".index(strongest[row[2]][4]):
            strongest[row[2]] = row
    once = list(strongest.values())
    years = {step: [r for r in once if r[3] == step] for step in ("6", "7")}
    return {
        "authority": _counted((phase_of(row[3]), row[4]) for row in once),
        "schools": _counted((f"{row[1]} {phase_of(row[3])}", row[4]) for row in rows),
        "years": _counted((f"year {year}", row[4]) for year in years for row in years[year]),
    }


def _counted(pairs: Any) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for group, provision in pairs:
        counts.setdefault(group, Counter())[provision] += 1
    return {
        group: {
            "pupils": counts[group].total(),
            "sen_support": counts[group]["K"],
            "ehc_plans": counts[group]["E"],
        }
        for group in sorted(counts)
    }
