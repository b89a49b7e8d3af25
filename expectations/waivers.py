"""Waivers: an authority accepts, until a date, that a check fails for one of its datasets.

They lie in `$SEND_HOME/waivers.yml`, else in `expectations/waivers.yml`. The file's business date
decides whether a waiver still holds, never the clock, so that a replay comes to the same end.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

if TYPE_CHECKING:  # the rules bring Great Expectations with them
    from expectations.facts import BatchFacts

OURS = Path(__file__).with_name("waivers.yml")
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class WaiversWrong(Exception):
    """The file can't be read as waivers; it says which entry is wrong, and nothing is waived."""


class Waiver(BaseModel):
    """One entry: `check` is the rule's name or its exact words, `accepted_by` a role, no name."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    la_code: Words
    source: Words
    dataset: Words
    check: Words
    until: date
    accepted_by: Words
    reason: Words

    def names(self, expectation: Any) -> bool:
        return self.check in (expectation.meta["says"], expectation.meta["rule"])

    def is_valid_on(self, business_date: str) -> bool:
        return date.fromisoformat(business_date) <= self.until


def read(home: Path) -> list[Waiver]:
    """Every waiver of the installation; raises WaiversWrong naming the file and its entry."""
    path = _path(home)
    try:
        entries = yaml.safe_load(path.read_text("utf-8"))
        waivers = TypeAdapter(list[Waiver]).validate_python(entries or [])
    except ValidationError as wrong:
        raise WaiversWrong(f"{path} is wrong, so nothing is waived: {_told(wrong)}.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:  # 2026-11-31 is a ValueError
        mark = getattr(wrong, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise WaiversWrong(
            f"{path} is no YAML{where}, or holds a date that is none, so nothing is waived."
        ) from None
    if unknown := _of_no_dataset(waivers):
        raise WaiversWrong(f"{path} is wrong, so nothing is waived: {unknown}.")
    return waivers


def _of_no_dataset(waivers: list[Waiver]) -> str | None:
    """The first entry that would never waive anything, since no such dataset is checked."""
    if not waivers:
        return None
    from expectations.suites import SUITES

    for number, waiver in enumerate(waivers, 1):
        if f"{waiver.source}.{waiver.dataset}" not in SUITES:
            return f"entry {number}: no source and dataset that is checked is called so"
    return None


def fingerprint(home: Path) -> str:
    """A fingerprint of the waivers: a rejection is revalidated where they change."""
    return hashlib.sha256(_path(home).read_bytes()).hexdigest()


def _path(home: Path) -> Path:
    theirs = home / "waivers.yml"
    return theirs if theirs.exists() else OURS


def problem(home: Path) -> str | None:
    """What is wrong with the file, if anything; a night without its waivers is red."""
    try:
        read(home)
    except WaiversWrong as wrong:
        return str(wrong)
    return None


def of_dataset(waivers: Iterable[Waiver], facts: "BatchFacts") -> list[Waiver]:
    """The waivers of the authority's dataset, the one that lasts longest first."""
    mine = [
        waiver
        for waiver in waivers
        if waiver.la_code == facts.la_code and f"{waiver.source}.{waiver.dataset}" == facts.suite
    ]
    return sorted(mine, key=lambda waiver: waiver.until, reverse=True)


def _told(wrong: ValidationError) -> str:
    """Each fault by entry and field, in pydantic's words."""
    return "; ".join(_fault(error["loc"], error["msg"]) for error in wrong.errors())


def _fault(place: tuple[int | str, ...], message: str) -> str:
    if not place:
        return f"expected a list of waivers ({message})"
    entry, *field = place
    return " ".join(["entry", str(int(entry) + 1), *map(str, field)]) + f": {message}"
