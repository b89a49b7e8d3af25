"""Where children with a plan learn, stay after stay, and what each stay costs.

The mix is that of England's caseload at January 2025 (DfE, "Education, health and care plans" 2025,
caseload): 43.6 % mainstream, 30.4 % special with the independent, 13.8 % further education.
Prices are of the order that councils report: special top-up £12,000, independent £55,000 a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from synthetic.authority import HORIZON, Authority
from synthetic.journeys import Plan
from synthetic.providers import Provider, providers

HISTORY_FROM = date(2024, 1, 1)
KINDS = ("mainstream", "special", "independent", "post_16", "elsewhere")
UNDER_16, FROM_16 = (54, 31, 6, 0, 9), (10, 16, 6, 56, 12)
EARLY_YEARS, SCHOOL_AGE = ("EYP", "EYP", "OTH"), ("EHE", "OLA", "OTH", "OPA")
GROWN_UP = ("NEET", "NEET", "OLA", "NIEC", "NIEO")
PHASES = (4, 11, 16, 19)  # ages by 31 August at which a child changes school
SECOND_PLACE = 0.11  # of stays: tuition or therapy beside the school
BREAKS_DOWN_PER_YEAR = 0.04
# spend category, mean pounds a year in 2025-26, price basis
PRICES = {
    "mainstream": ("mainstream_top_up", 4_800, "financial_year"),
    "special": ("special_school", 12_000, "financial_year"),
    "independent": ("independent_nmss", 55_000, "academic_year"),
    "post_16": ("post_16", 7_500, "academic_year"),
    "elsewhere": ("alternative_provision", 16_000, "daily"),
}
JOINTLY_FUNDED = 0.06  # of independent places
SHARES = (("50", "30", "20"), ("62.5", "25", "12.5"), ("66.67", "0", "33.33"), ("45", "55", "0"))
EDUCATION_ALONE = ("100", "0", "0")


@dataclass(slots=True)
class Cost:
    """An agreed price of a placement; whole pence a year; `end` as agreed, None while open."""

    cost_id: str
    spend_category: str
    pence: int
    price_basis: str
    weeks: str
    start: date
    end: date | None
    shares: tuple[str, str, str]


@dataclass(slots=True)
class Placement:
    """One stay; `leaves` is known to the case system on the day and not before."""

    placement_id: str
    plan: Plan
    entry: date
    details: dict[str, str]
    leaves: date | None = None
    costs: list[Cost] = field(default_factory=list)


def invent_placements(
    authority: Authority, seed: int, plans: Iterable[tuple[Plan, date]]
) -> list[Placement]:
    """Invent the stays of every plan up to the horizon; plans come with the day of birth."""
    rng = Random(f"{seed}:{authority.la_code}:placements")
    known = providers(authority)
    found: list[Placement] = []
    for plan, born in plans:
        stays = list(_stays(rng, known, plan, born))
        for number, (placement, kind) in enumerate(stays, start=1):
            placement.placement_id = f"PC{plan.plan_id[2:]}{number:02d}"
            placement.costs = list(_costs(rng, placement, kind))
            found.append(placement)
    return found


def _stays(
    rng: Random, known: dict[str, list[Provider]], plan: Plan, born: date
) -> Iterator[tuple[Placement, str]]:
    """Yield one stay after the other, and now and then a second one beside it."""
    over = plan.ceases or HORIZON + timedelta(days=1)
    entry: date | None = _first_entry(rng, plan, born)
    while entry is not None and entry < over:
        ends = _next_move(rng, max(entry, plan.start, HISTORY_FROM), born)
        leaves = min(ends, plan.ceases) if plan.ceases else ends
        age = (max(entry, HISTORY_FROM) - born).days / 365.25
        kind = rng.choices(KINDS, FROM_16 if age >= 16 else UNDER_16)[0]
        details = _place(rng, known, kind, age, plan)
        yield Placement("", plan, entry, details | {"placement_rank": "1"}, leaves), kind
        if rng.random() < SECOND_PLACE and kind != "elsewhere":
            beside = {**_nowhere("OLA"), "placement_rank": "2"}
            began = max(entry, plan.start)
            yield Placement("", plan, began, beside, leaves), "elsewhere"
        entry = _next_entry(leaves)


def _first_entry(rng: Random, plan: Plan, born: date) -> date:
    """A child is at school before there is a plan, and rarely before the age of two."""
    earlier = plan.start - timedelta(days=rng.randint(0, 700))
    return max(earlier, born + timedelta(days=730)) if earlier < plan.start else plan.start


def _next_move(rng: Random, settled: date, born: date) -> date:
    """The summer in which the child changes phase, or an earlier breakdown."""
    broken = settled + timedelta(days=20 + int(rng.expovariate(BREAKS_DOWN_PER_YEAR) * 365))
    summers = (date(year, 7, 22) for year in range(settled.year, HORIZON.year + 30))
    moves = (d for d in summers if d > settled and _age_in_september(born, d.year) in PHASES)
    return min(broken, next(moves, broken))


def _next_entry(left: date) -> date | None:
    """In September after a summer's move, else a fortnight later; None beyond the horizon."""
    entry = date(left.year, 9, 2) if left.month in (7, 8) else left + timedelta(days=14)
    return entry if entry <= HORIZON else None


def _age_in_september(born: date, year: int) -> int:
    return year - born.year - ((born.month, born.day) > (8, 31))


def _place(
    rng: Random, known: dict[str, list[Provider]], kind: str, age: float, plan: Plan
) -> dict[str, str]:
    if kind == "elsewhere":
        return _nowhere(
            rng.choice(EARLY_YEARS if age < 4.5 else SCHOOL_AGE if age < 16 else GROWN_UP)
        )
    at = rng.choice(known[kind])
    chance = rng.random() if kind == "mainstream" else 1.0
    return {
        "urn": at.urn,
        "ukprn": "" if at.urn else at.ukprn,
        "sen_setting": "",
        "sen_setting_other": "",
        "sen_unit": "1" if chance < 0.03 else "0",
        "resourced_provision": "1" if 0.03 <= chance < 0.09 else "0",
        "res": plan.details["plan_res"] if kind in ("independent", "special") else "",
        "wbp": plan.details["plan_wbp"] if kind == "post_16" else "",
    }


def _nowhere(setting: str) -> dict[str, str]:
    flags = {"sen_unit": "0", "resourced_provision": "0", "res": "", "wbp": ""}
    other = "" if setting != "OTH" else "type of setting named, no school"
    return {"urn": "", "ukprn": "", "sen_setting": setting, "sen_setting_other": other, **flags}


def _costs(rng: Random, placement: Placement, kind: str) -> Iterator[Cost]:
    """Yield a price for each academic year at the independent, else one for the stay."""
    category, mean, basis = PRICES[kind]
    details = placement.details
    if details["resourced_provision"] == "1":
        category, mean = "resourced_provision", 9_000
    free = details["sen_setting"] not in ("", "OLA")
    if free or (kind == "mainstream" and category == "mainstream_top_up" and rng.random() < 0.45):
        return
    pence = int(mean * rng.lognormvariate(-0.04, 0.28)) * 100
    shares = EDUCATION_ALONE
    if kind == "independent" and rng.random() < JOINTLY_FUNDED:
        shares = rng.choice(SHARES)
    weeks = {"A": "38", "B": "52"}.get(details["res"], "")
    if weeks:
        pence, basis = pence * 3, "weekly"
    start = max(placement.entry, placement.plan.start, HISTORY_FROM)
    for number, (begins, ends) in enumerate(_spans(start, placement.leaves, basis), start=1):
        risen = pence * 105 ** (number - 1) // 100 ** (number - 1)
        cost_id = f"C{placement.placement_id[2:]}{number:02d}"
        yield Cost(cost_id, category, risen, basis, weeks, begins, ends, shares)


def _spans(start: date, leaves: date | None, basis: str) -> Iterator[tuple[date, date | None]]:
    """An academic price is agreed to the end of August; any other until the child leaves."""
    last = min(leaves or HORIZON, HORIZON)
    while basis == "academic_year" and start <= last:
        summer = date(start.year + (start.month > 8), 8, 31)
        yield start, summer
        start = summer + timedelta(days=1)
    if basis != "academic_year" and start <= last:
        yield start, None
