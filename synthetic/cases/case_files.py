"""The case files of one authority: its children and all events up to the horizon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from synthetic.authority import HORIZON, Authority
from synthetic.cases import names
from synthetic.cases.corrections import Corrections, invent_corrections
from synthetic.cases.journeys import (
    Assessment,
    Request,
    draw_cease,
    draw_plan,
    draw_request,
    working_day,
)
from synthetic.cases.panel import Decision, invent_decisions
from synthetic.cases.placements import Placement, invent_placements
from synthetic.cases.reviews import Advice, Review, invent_advice, invent_reviews
from synthetic.cases.transitions import (
    Consultation,
    Transition,
    invent_consultations,
    invent_transitions,
)

HISTORY_FROM = date(2024, 1, 1)
# Requests start a year before the history, because a late plan of early 2024 was requested in 2023.
# Requests that were concluded before the history are left out.
REQUESTS_FROM = date(2023, 1, 2)
GROWTH = 1.10
# Shares of the authority's persons; England had 0.27 requests for each plan held in 2024 (DfE,
# "Education, health and care plans" 2025).
HOLD_A_PLAN, WITHOUT_REQUEST = 0.485, 0.02
REQUESTS_PER_PLAN, TRANSFERS_PER_PLAN = 0.27, 0.018
REQUESTED_AGAIN = 0.08
AGES_AT_REQUEST = (1, 4, 18, 40, 45, 30, 32, 34, 34, 33, 36, 26, 18, 20, 16, 10, 8, 5, 3, 1)
AGES_OF_HOLDERS = (0, 0, 1, 4, 12, 22, 28, 32, 36, 40, 42, 44, 46, 45, 44, 42, 36, 24, 18, 12, 8, 5)


@dataclass(slots=True)
class Person:
    """A child or young person; `known_from` is the first night that the case system holds them."""

    person_id: str
    born: date
    known_from: date
    fields: dict[str, str]


@dataclass(slots=True)
class CaseFiles:
    """All persons of an authority and their cases; persons and requests are ordered by id."""

    persons: list[Person] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    corrections: Corrections = field(default_factory=Corrections)
    advice: list[Advice] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)
    consultations: list[Consultation] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


def invent_cases(authority: Authority, seed: int, scale: float) -> CaseFiles:
    """Invent the case files; `scale` multiplies the authority's persons."""
    rng = Random(f"{seed}:{authority.la_code}:cases")
    files = CaseFiles()
    persons = max(60, round(authority.persons * scale))
    holders = round(persons * HOLD_A_PLAN)
    for _ in range(holders):
        _add_holder(rng, authority, files)
    for _ in range(round(persons * WITHOUT_REQUEST)):
        age = rng.choices(range(20), AGES_AT_REQUEST)[0] + rng.random()
        _add_person(rng, authority, files, age, HISTORY_FROM)
    for day, arrivals in _arrivals(rng, holders * REQUESTS_PER_PLAN, REQUESTS_FROM):
        for _ in range(arrivals):
            _add_request(rng, authority, files, day)
    for day, arrivals in _arrivals(rng, holders * TRANSFERS_PER_PLAN, HISTORY_FROM):
        for _ in range(arrivals):
            _add_transfer(rng, authority, files, day)
    files.corrections = invent_corrections(authority, seed, files.requests)
    born = {person.person_id: person.born for person in files.persons}
    plans = [(r.plan, born[r.person_id]) for r in files.requests if r.plan]
    files.advice = invent_advice(authority, seed, files.requests)
    files.placements = invent_placements(authority, seed, plans)
    files.reviews = invent_reviews(authority, seed, plans)
    files.transitions = invent_transitions(authority, seed, plans)
    files.decisions = invent_decisions(authority, seed, files.placements)
    files.consultations = invent_consultations(authority, seed, files.placements)
    return files


def _arrivals(rng: Random, a_year: float, start: date) -> Iterator[tuple[date, int]]:
    """Yield each working day with the number of arrivals on it, growing year on year."""
    day = start
    while day <= HORIZON:
        if day.weekday() < 5:
            growth = GROWTH ** ((day - HISTORY_FROM).days / 365)
            expected = a_year * growth * (0.4 if day.month == 8 else 1.05) / 261
            yield day, int(expected) + (rng.random() < expected % 1)
        day += timedelta(days=1)


def _add_person(
    rng: Random, authority: Authority, files: CaseFiles, age: float, on: date
) -> Person:
    number = len(files.persons) + 1
    born = on - timedelta(days=int(age * 365.25) + 1)
    sex = "M" if rng.random() < names.MALE_SHARE else "F"
    has_upn = age >= 4.5 or rng.random() < 0.3
    fields = {
        "upn": names.upn(rng, authority.la_code, number) if has_upn else "",
        "uln": names.uln(authority.la_code, number) if age >= 14 else "",
        "upn_unknown": "" if has_upn else rng.choice(("UN1", "UN2")),
        "surname": rng.choice(names.SURNAMES),
        "forename": rng.choice(names.FORENAMES[sex]),
        "birth_date": born.isoformat(),
        "sex": sex,
        "ethnicity": rng.choices(names.ETHNICITIES, names.ETHNICITY_WEIGHTS)[0],
        "postcode": names.postcode(rng),
    }
    person = Person(f"P{number:06d}", born, on, fields)
    files.persons.append(person)
    return person


def _register(files: CaseFiles, person: Person, request: Request) -> None:
    request.request_id = f"R{len(files.requests) + 1:06d}"
    request.person_id = person.person_id
    files.requests.append(request)


def _add_holder(rng: Random, authority: Authority, files: CaseFiles) -> None:
    """Add a person whose plan is older than the history; request and assessment have outcome H."""
    age = rng.choices(range(22), AGES_OF_HOLDERS)[0] + rng.random()
    person = _add_person(rng, authority, files, age, HISTORY_FROM)
    years_held = min(age - 1.5, 11, rng.expovariate(1 / 3.2))
    start = working_day(HISTORY_FROM - timedelta(days=1 + int(years_held * 365)))
    request = Request("", "", None, "H", assessment=Assessment("H"))
    _register(files, person, request)
    request.plan = draw_plan(rng, request.request_id.replace("R", "PL"), start, age)
    draw_cease(rng, request.plan, HISTORY_FROM)


def _add_request(rng: Random, authority: Authority, files: CaseFiles, day: date) -> None:
    request = draw_request(rng, authority, day)
    concluded = request.concluded()
    if concluded is not None and concluded < HISTORY_FROM:
        return
    person, age = _choose_person(rng, authority, files, day)
    _register(files, person, request)
    assessment = request.assessment
    if assessment and assessment.outcome == "Y" and assessment.settled:
        plan_id = request.request_id.replace("R", "PL")
        request.plan = draw_plan(rng, plan_id, assessment.settled, age)
        draw_cease(rng, request.plan, assessment.settled)


def _choose_person(
    rng: Random, authority: Authority, files: CaseFiles, day: date
) -> tuple[Person, float]:
    """Return a person and their age: refused over 180 days ago, or else a new person."""
    if rng.random() < REQUESTED_AGAIN and files.requests:
        for earlier in rng.choices(files.requests, k=12):
            refused = earlier.outcome == "N" and earlier.settled is not None
            if refused and earlier.settled and (day - earlier.settled).days > 180:
                person = files.persons[int(earlier.person_id[1:]) - 1]
                if not any(r.person_id == person.person_id for r in files.requests[-400:]):
                    return person, (day - person.born).days / 365.25
    age = rng.choices(range(20), AGES_AT_REQUEST)[0] + rng.random()
    return _add_person(rng, authority, files, age, day), age


def _add_transfer(rng: Random, authority: Authority, files: CaseFiles, day: date) -> None:
    """Add a plan that was transferred in; its assessment has outcome H and no clock runs here."""
    age = rng.uniform(4, 17)
    person = _add_person(rng, authority, files, age, day)
    # Another authority took the decision. The column needs a date, so it holds that of the move.
    request = Request("", "", day, "Y", day, source="5", assessment=Assessment("H"))
    _register(files, person, request)
    request.plan = draw_plan(rng, request.request_id.replace("R", "PL"), day, age)
    request.plan.transfer_la = authority.neighbour
    draw_cease(rng, request.plan, day)
