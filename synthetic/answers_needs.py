"""The true needs profile: the accepted plans counted one by one, day by day.

Worked out from the rows that get through, without a line in common with the warehouse.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from synthetic.answers import active_on, third_thursday_of_january
from synthetic.extracts import Row

DEFINITIONS = {
    "needs_profile": "plans with start_date <= d and cease_date null or > d, by day d, then by "
    "primary_need|phase|setting_type|sex; primary_need is the need of rank 1; phase from the age "
    "on the latest 31 August before d (0-3 early_years, 4-10 primary, 11-15 secondary, 16-18 "
    "post_16, 19 and over post_19); setting_type from the placement of rank 1 with "
    "entry_date <= d and leaving_date null or >= d, the last to begin where there are several.",
}
SETTINGS = {
    "OLA": "arranged_by_authority",
    "OPA": "arranged_by_parents",
    "EHE": "elective_home_education",
    "EYP": "early_years_provider",
    "OTH": "other",
    "NEET": "not_in_education",
    "NIEC": "not_in_education",
    "NIEO": "not_in_education",
}


def needs_profile(rows: dict[str, list[Row]], days: list[date]) -> dict[str, dict[str, int]]:
    """Return plans by day and by `primary_need|phase|setting_type|sex`."""
    persons = {person["person_id"]: person for person in rows["persons"]}
    needs = {n["plan_id"]: n["sen_type"] for n in rows["needs"] if n["sen_type_rank"] == "1"}
    stays: dict[str, list[Row]] = {}
    for stay in sorted(rows["placements"], key=lambda stay: stay["entry_date"]):
        if stay["placement_rank"] == "1":
            stays.setdefault(stay["plan_id"], []).append(stay)
    profile: dict[str, dict[str, int]] = {}
    for day in days:
        counts: Counter[str] = Counter()
        for plan in rows["plans"]:
            if not active_on(plan, day):
                continue
            person = persons[plan["person_id"]]
            here = [
                stay
                for stay in stays.get(plan["plan_id"], [])
                if stay["entry_date"] <= day.isoformat() <= (stay["leaving_date"] or "9999")
            ]
            cell = (
                needs.get(plan["plan_id"], "not_recorded"),
                phase(date.fromisoformat(person["birth_date"]), day),
                setting_type(here[-1]) if here else "not_recorded",
                person["sex"] or "not_recorded",
            )
            counts["|".join(cell)] += 1
        profile[day.isoformat()] = dict(sorted(counts.items()))
    return profile


def profile_days(last_night: date) -> list[date]:
    """Return three days of the profile: the last month-end, its year before, the last census."""
    tomorrow = last_night + timedelta(days=1)
    month_end = tomorrow.replace(day=1) - timedelta(days=1)
    year_before = tomorrow.replace(day=1, year=tomorrow.year - 1) - timedelta(days=1)
    januaries = (third_thursday_of_january(last_night.year - back) for back in (0, 1))
    census_day = next(day for day in januaries if day <= last_night)
    return [year_before, census_day, month_end]


def phase(born: date, day: date) -> str:
    """Return the phase of education by the age on the latest 31 August before a day."""
    august = date(day.year, 8, 31)
    if august >= day:
        august = date(day.year - 1, 8, 31)
    age = august.year - born.year - ((born.month, born.day) > (8, 31))
    for below, name in ((4, "early_years"), (11, "primary"), (16, "secondary"), (19, "post_16")):
        if age < below:
            return name
    return "post_19"


def setting_type(stay: Row) -> str:
    """Return what kind of place a stay is at."""
    if stay["sen_setting"]:
        return SETTINGS[stay["sen_setting"]]
    if stay["resourced_provision"] == "1":
        return "resourced_provision"
    if stay["sen_unit"] == "1":
        return "sen_unit"
    return "school_type_not_known" if stay["urn"] else "further_education"


def needs_answers(rows: dict[str, list[Row]], last_night: date) -> dict[str, Any]:
    """Return the expected needs profile as at the last night."""
    return {"needs_profile": needs_profile(rows, profile_days(last_night))}
