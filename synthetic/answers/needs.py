"""The true answers of the needs profile: the accepted plans counted on three days."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from synthetic.answers.case_system import active_on, latest_census_day
from synthetic.authority import Authority
from synthetic.cases.datasets import Extracts, Row
from synthetic.cases.establishments import establishments

Profile = dict[str, dict[str, int]]  # day → primary_need|phase|setting_type|sex → plans
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


GIAS_SETTINGS = {
    **dict.fromkeys(("1", "2", "28", "34", "35"), "mainstream"),
    **dict.fromkeys(("7", "12", "36", "44"), "special_school"),
    **dict.fromkeys(("8", "10", "11"), "independent_nmss"),
    "14": "alternative_provision",
    "18": "further_education",
    "32": "special_post_16",
}


def needs_profile(authority: Authority, rows: Extracts, last_night: date) -> Profile:
    """Return the expected needs profile as at the last night."""
    types = gias_types(authority)
    persons = {person["person_id"]: person for person in rows["persons"]}
    needs = {n["plan_id"]: n["sen_type"] for n in rows["needs"] if n["sen_type_rank"] == "1"}
    placements = _first_ranked_placements(rows)
    profile: Profile = {}
    for day in profile_days(last_night):
        counts: Counter[str] = Counter()
        for plan in rows["plans"]:
            if active_on(plan, day):
                person = persons[plan["person_id"]]
                cell = (
                    needs.get(plan["plan_id"], "not_recorded"),
                    phase(date.fromisoformat(person["birth_date"]), day),
                    _setting_on(day, placements.get(plan["plan_id"], []), types),
                    person["sex"] or "not_recorded",
                )
                counts["|".join(cell)] += 1
        profile[day.isoformat()] = dict(sorted(counts.items()))
    return profile


def _first_ranked_placements(rows: Extracts) -> dict[str, list[Row]]:
    """Return the placements of rank 1 by plan, in order of entry."""
    placements: dict[str, list[Row]] = {}
    for placement in sorted(rows["placements"], key=lambda row: row["entry_date"]):
        if placement["placement_rank"] == "1":
            placements.setdefault(placement["plan_id"], []).append(placement)
    return placements


def _setting_on(day: date, placements: list[Row], types: dict[str, str]) -> str:
    current = [
        placement
        for placement in placements
        if placement["entry_date"] <= day.isoformat() <= (placement["leaving_date"] or "9999")
    ]
    return setting_type(current[-1], types) if current else "not_recorded"


def profile_days(last_night: date) -> list[date]:
    """Return the month-end a year ago, the last January census day and the last month-end."""
    tomorrow = last_night + timedelta(days=1)
    month_end = tomorrow.replace(day=1) - timedelta(days=1)
    year_before = tomorrow.replace(day=1, year=tomorrow.year - 1) - timedelta(days=1)
    return [year_before, latest_census_day(last_night), month_end]


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


def setting_type(placement: Row, types: dict[str, str]) -> str:
    """Return the type of setting of a placement; `types`: GIAS type by URN and by UKPRN."""
    if placement["sen_setting"]:
        return SETTINGS[placement["sen_setting"]]
    if placement["resourced_provision"] == "1":
        return "resourced_provision"
    if placement["sen_unit"] == "1":
        return "sen_unit"
    found = types.get(placement["urn"] or placement["ukprn"])
    return GIAS_SETTINGS[found] if found else "school_type_not_known"


def gias_types(authority: Authority) -> dict[str, str]:
    """Return the type of establishment by URN and by UKPRN."""
    found = {}
    for each in establishments(authority):
        found[each.urn] = found[each.provider.ukprn] = each.type_code
    return found
