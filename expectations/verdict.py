"""What follows from the results of a suite: refusals, rows to quarantine, remarks, waivers."""

from dataclasses import dataclass, field
from typing import Any

from expectations import waivers
from expectations.rules import QUARANTINE, REFUSE, REMARK, Facts
from expectations.validation import says
from expectations.waivers import Waiver

Check = dict[str, Any]


@dataclass
class Verdict:
    """`refusals` say why the whole file is refused, `remarks` what is odd or waived about rows that
    go on; failing rows lie in table `row_failures`.

    `checks` holds an entry for each expectation: check (in words), rule, then, success,
    rows_failed (null where it is not about rows), outcome (passed, failed, waived), waived_by and
    waived_until (a date). `expired_waivers` says which waivers have run out although their check
    still fails: the night is red for them.
    """

    refusals: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    expired_waivers: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """An expectation, its result, and the waiver that names it."""

    expectation: Any
    success: bool
    rows_failed: int | None
    waiver: Waiver | None
    waived: bool

    def then(self, *what: str) -> bool:
        """Whether it failed, is not waived, and this follows."""
        return not self.success and not self.waived and self.expectation.meta["then"] in what

    @property
    def expired(self) -> bool:
        return not self.success and self.waiver is not None and not self.waived


def weigh(results: list[tuple[Any, Any]], facts: Facts, given: list[Waiver]) -> list[Found]:
    """Each result with the waiver that names it; those that pass need none."""
    mine = waivers.of_dataset(given, facts)
    return [_weighed(expectation, result, facts, mine) for expectation, result in results]


def _weighed(expectation: Any, result: Any, facts: Facts, mine: list[Waiver]) -> Found:
    waiver = None
    if not result.success and expectation.meta["waivable"]:
        waiver = next((each for each in mine if each.names(expectation)), None)
    rows = result.result["observed_value"] if expectation.meta["of_rows"] else None
    return Found(
        expectation,
        bool(result.success),
        rows,
        waiver,
        waiver is not None and waiver.holds_on(facts["business_date"]),
    )


def verdict(found: list[Found], remarks: list[str], about_waivers: list[str]) -> Verdict:
    """`remarks` are those of odd rows; `about_waivers` is told where any check failed."""
    expired = [_expired(each) for each in found if each.expired]
    failed = not all(each.success for each in found)
    waived = [_waived(each) for each in found if each.waived]
    return Verdict(
        refusals=[says(each.expectation) for each in found if each.then(REFUSE)],
        remarks=[*remarks, *waived, *expired, *(about_waivers if failed else [])],
        checks=[_check(each) for each in found],
        expired_waivers=expired,
    )


def quarantined(found: list[Found]) -> list[Any]:
    return [each.expectation for each in found if each.then(QUARANTINE)]


def remarked(found: list[Found]) -> list[Any]:
    return [each.expectation for each in found if each.then(REMARK)]


def useless(found: list[Found], facts: Facts, given: list[Waiver]) -> list[str]:
    """Waivers of this dataset that can waive nothing: a check that may not be waived, or none."""
    told = []
    for waiver in waivers.of_dataset(given, facts):
        named = [each.expectation for each in found if waiver.names(each.expectation)]
        if not named:
            told.append(f"a waiver names no check of this file: {waiver.check}")
        elif not any(expectation.meta["waivable"] for expectation in named):
            told.append(f"this check can't be waived: {waiver.check}")
    return told


def _check(found: Found) -> Check:
    meta, waiver = found.expectation.meta, found.waiver
    outcome = "passed" if found.success else "waived" if found.waived else "failed"
    return {
        "check": meta["says"],
        "rule": meta["rule"],
        "then": meta["then"],
        "success": found.success,
        "rows_failed": found.rows_failed,
        "outcome": outcome,
        "waived_by": waiver.accepted_by if waiver else None,
        "waived_until": waiver.until.isoformat() if waiver else None,
    }


def _waived(found: Found) -> str:
    assert found.waiver
    count = "" if found.rows_failed is None else f": {found.rows_failed} row(s)"
    waiver = found.waiver
    return f"waived until {waiver.until} by {waiver.accepted_by}: {says(found.expectation)}{count}"


def _expired(found: Found) -> str:
    assert found.waiver
    return (
        f"the waiver of {found.waiver.accepted_by} expired on {found.waiver.until}: "
        f"{says(found.expectation)}"
    )
