"""Waivers: an authority accepts, until a date, that a check fails for one of its datasets.

They are read from `$SEND_HOME/settings/waivers.yml`. The business date of the checked file decides
whether a waiver is valid, never the clock, so that a second load has the same result.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from expectations import check_meta
from expectations.facts import BatchFacts
from settings import place, roles, yaml_file
from settings.problem import InvalidSettings, Problem, shown
from settings.strict import Day, Strict
from settings.validation import of_validation

if TYPE_CHECKING:  # importing Great Expectations takes two seconds
    from great_expectations.expectations.expectation import Expectation

FILE, UNTIL_THEN = "settings/waivers.yml", "nothing is waived"
NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Waiver(Strict):
    """One entry. `check` is the rule's name or its exact wording; `accepted_by` is a role."""

    la_code: NonEmpty
    source: NonEmpty
    dataset: NonEmpty
    check: NonEmpty
    until: Day
    accepted_by: NonEmpty
    reason: NonEmpty

    def names(self, expectation: "Expectation") -> bool:
        meta = check_meta.of_check(expectation)
        return self.check in (meta["wording"], meta["rule"])

    def is_valid_on(self, business_date: str) -> bool:
        return date.fromisoformat(business_date) <= self.until


def read(home: Path) -> list[Waiver]:
    """Every waiver of the installation. Raises InvalidSettings, and then nothing is waived."""
    entries = yaml_file.read(place.folder(home) / "waivers.yml", UNTIL_THEN)
    if entries is not None and not isinstance(entries, list):
        wrong = Problem(FILE, "", shown(entries), "a list of waivers", UNTIL_THEN)
        raise InvalidSettings([wrong])
    try:
        waivers = TypeAdapter(list[Waiver]).validate_python(entries or [])
    except ValidationError as wrong_entries:
        found = of_validation(wrong_entries, entries, FILE, UNTIL_THEN, list(Waiver.model_fields))
        raise InvalidSettings([replace(each, key=f"entry {each.key}") for each in found]) from None
    if wrong_names := [*_unknown_datasets(waivers), *_persons(home, waivers)]:
        raise InvalidSettings(wrong_names)
    return waivers


def _unknown_datasets(waivers: list[Waiver]) -> list[Problem]:
    """The entries whose source and dataset do not exist."""
    if not waivers:
        return []
    from expectations import suites  # imports Great Expectations: two seconds

    named = [(f"{waiver.source}.{waiver.dataset}", n) for n, waiver in enumerate(waivers, 1)]
    return [
        Problem(FILE, f"entry {n}", shown(name), "a source and dataset that exist", UNTIL_THEN)
        for name, n in named
        if suites.find(name) is None
    ]


def _persons(home: Path, waivers: list[Waiver]) -> list[Problem]:
    """The entries that nobody with a role has accepted: who has goes onto receipts, which are kept.
    The problems repeat no name, since they go there too."""
    return [
        Problem(FILE, f"entry {n}.accepted_by", "", roles.EXPECTED, UNTIL_THEN)
        for n, waiver in enumerate(waivers, 1)
        if not roles.is_role(home, waiver.accepted_by)
    ]


def fingerprint(home: Path) -> str:
    """A fingerprint of the waivers: a rejection is revalidated where they change."""
    try:
        entries = [waiver.model_dump_json() for waiver in read(home)]
    except InvalidSettings as wrong:
        entries = [str(wrong)]
    return hashlib.sha256("\n".join(entries).encode()).hexdigest()


def problems(home: Path) -> list[Problem]:
    """What is wrong with the file."""
    try:
        read(home)
    except InvalidSettings as wrong:
        return list(wrong.problems)
    return []


def of_dataset(waivers: Iterable[Waiver], facts: BatchFacts) -> list[Waiver]:
    """The waivers of the authority's dataset, the one that is valid longest first."""
    own = [
        waiver
        for waiver in waivers
        if waiver.la_code == facts.la_code and f"{waiver.source}.{waiver.dataset}" == facts.suite
    ]
    return sorted(own, key=lambda waiver: waiver.until, reverse=True)
