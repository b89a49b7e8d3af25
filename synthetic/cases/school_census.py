"""The school censuses of a demonstration authority: its schools' pupils on three census days.

A school census counts pupils where they are taught, and some pupils are on the rolls of two
schools. The pupils are not those of the case files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

from synthetic.authority import Authority
from synthetic.cases import names
from synthetic.cases.providers import providers
from synthetic.files import WrittenFile, write_rows

AUTUMN, SPRING = date(2025, 10, 2), date(2026, 1, 15)
CENSUS_DAYS = (date(2025, 1, 16), AUTUMN, SPRING)
YEARS = ("N1", "N2", "R", *(str(year) for year in range(1, 14)))
# Percentages of pupils, close to England's (DfE, "Special educational needs in England" 2025).
WITH_PLAN, WITH_SUPPORT, SECOND_ROLL = 5, 14, 2
FIRST_NUMBER = 700_000_000  # of the UPNs, above those of the case files


class CensusRow(NamedTuple):
    """One pupil on one school's roll, with the columns of the file."""

    census_date: str
    school_urn: str
    upn: str
    nc_year: str
    sen_provision: str
    sen_type_1: str
    sen_type_2: str = ""
    sen_unit: str = "0"
    resourced_provision: str = "0"


@dataclass(slots=True)
class Pupil:
    """A pupil; `year` is the index in YEARS of the curriculum year in 2025-26."""

    upn: str
    year: int
    school: str
    provision: str
    need: str
    second_school: str = ""
    year_left_out: bool = False


def invent_school_census(
    authority: Authority, seed: int, scale: float
) -> dict[date, list[CensusRow]]:
    """Invent the rows of every census day."""
    pupils = _pupils(Random(f"{seed}:{authority.la_code}:census"), authority, scale)
    return {day: [row for pupil in pupils for row in _rows(pupil, day)] for day in CENSUS_DAYS}


def write_school_census(
    folder: Path, authority: Authority, census: dict[date, list[CensusRow]]
) -> list[WrittenFile]:
    """Write a file for each census day below an authority's landing folder."""
    written = []
    for day, rows in census.items():
        path = folder / "dfe_census" / f"school_census__{day}.csv"
        write_rows(path, CensusRow._fields, rows, authority.cases)
        written.append(WrittenFile(path, "school_census", day, len(rows)))
    return written


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


def _rows(pupil: Pupil, day: date) -> list[CensusRow]:
    """Return a pupil's rows on a day; the second school records the plan."""
    year = pupil.year - (day < AUTUMN)
    if year < 0:
        return []
    provision = pupil.provision
    if day < SPRING and provision == "K" and int(pupil.upn[-2:]) % 5 == 0:
        provision = "N"  # this pupil's SEN support begins in the spring term
    shown = "" if pupil.year_left_out else YEARS[year]
    rows = [_row(pupil, day, pupil.school, shown, provision)]
    if pupil.second_school:
        rows.append(_row(pupil, day, pupil.second_school, shown, "E"))
    return rows


def _row(pupil: Pupil, day: date, school: str, year: str, provision: str) -> CensusRow:
    need = "" if provision == "N" else pupil.need
    return CensusRow(day.isoformat(), school, pupil.upn, year, provision, need)
