"""Waivers: an authority accepts, until a date, that a check fails for one of its datasets.

They are read from `$SEND_HOME/waivers.yml`, else from `expectations/waivers.yml`. The business date
of the checked file decides whether a waiver is valid, never the clock, so that a second load has
the same result.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from expectations.facts import BatchFacts

DEFAULT_FILE = Path(__file__).with_name("waivers.yml")
NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class InvalidWaivers(Exception):
    """The file can't be read as waivers, so nothing is waived. The message names the entry."""


class Waiver(BaseModel):
    """One entry. `check` is the rule's name or its exact wording; `accepted_by` is a role."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    la_code: NonEmpty
    source: NonEmpty
    dataset: NonEmpty
    check: NonEmpty
    until: date
    accepted_by: NonEmpty
    reason: NonEmpty

    def names(self, expectation: Any) -> bool:
        return self.check in (expectation.meta["wording"], expectation.meta["rule"])

    def is_valid_on(self, business_date: str) -> bool:
        return date.fromisoformat(business_date) <= self.until


def read(home: Path) -> list[Waiver]:
    """Every waiver of the installation. Raises InvalidWaivers."""
    path = _path(home)
    try:
        entries = yaml.safe_load(path.read_text("utf-8"))
        waivers = TypeAdapter(list[Waiver]).validate_python(entries or [])
    except ValidationError as wrong:
        raise InvalidWaivers(f"{path} is wrong, so nothing is waived: {_faults(wrong)}.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:  # 2026-11-31 is a ValueError
        mark = getattr(wrong, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise InvalidWaivers(
            f"{path} is not YAML{where}, or holds an impossible date, so nothing is waived."
        ) from None
    if unknown := _unknown_dataset(waivers):
        raise InvalidWaivers(f"{path} is wrong, so nothing is waived: {unknown}.")
    return waivers


def _unknown_dataset(waivers: list[Waiver]) -> str | None:
    """Name the first entry whose source and dataset do not exist."""
    if not waivers:
        return None
    from expectations import suites  # imports Great Expectations: two seconds

    for number, waiver in enumerate(waivers, 1):
        if suites.find(f"{waiver.source}.{waiver.dataset}") is None:
            return f"entry {number}: no source and dataset has this name"
    return None


def fingerprint(home: Path) -> str:
    """A fingerprint of the waivers: a rejection is revalidated where they change."""
    return hashlib.sha256(_path(home).read_bytes()).hexdigest()


def _path(home: Path) -> Path:
    path = home / "waivers.yml"
    return path if path.exists() else DEFAULT_FILE


def problem(home: Path) -> str | None:
    """What is wrong with the file, or None. A night with an invalid file ends with exit code 1."""
    try:
        read(home)
    except InvalidWaivers as wrong:
        return str(wrong)
    return None


def of_dataset(waivers: Iterable[Waiver], facts: BatchFacts) -> list[Waiver]:
    """The waivers of the authority's dataset, the one that is valid longest first."""
    own = [
        waiver
        for waiver in waivers
        if waiver.la_code == facts.la_code and f"{waiver.source}.{waiver.dataset}" == facts.suite
    ]
    return sorted(own, key=lambda waiver: waiver.until, reverse=True)


def _faults(wrong: ValidationError) -> str:
    """Each fault with its entry and field."""
    return "; ".join(_fault(error["loc"], error["msg"]) for error in wrong.errors())


def _fault(place: tuple[int | str, ...], message: str) -> str:
    if not place:
        return f"expected a list of waivers ({message})"
    entry, *field = place
    return " ".join(["entry", str(int(entry) + 1), *map(str, field)]) + f": {message}"
