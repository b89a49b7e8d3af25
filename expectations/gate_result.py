"""The result of gate 1: what follows from the checks that failed, waivers considered."""

from dataclasses import dataclass
from typing import Any

from great_expectations.expectations.expectation import Expectation

from expectations import check_meta, waivers
from expectations.facts import BatchFacts
from expectations.rules import QUARANTINE, REJECT, REMARK
from expectations.validation import wording
from expectations.waivers import Waiver
from settings.check_result import CheckResult


@dataclass(frozen=True)
class GateResult:
    """`rejections` are the reasons to reject the whole file. `remarks` are about rows that are
    loaded. The rows of table `row_failures` are quarantined. `expired_waivers` name checks that
    still fail after their waiver has expired: the night ends with exit code 1.
    """

    rejections: tuple[str, ...]
    remarks: tuple[str, ...]
    checks: tuple[CheckResult, ...]
    expired_waivers: tuple[str, ...]


@dataclass(frozen=True)
class EvaluatedCheck:
    """An expectation, its result, and the waiver that names it."""

    expectation: Expectation
    success: bool
    rows_failed: int | None
    waiver: Waiver | None
    is_waived: bool

    def leads_to(self, consequence: str) -> bool:
        """Whether it failed, is not waived, and has this consequence."""
        failed = not self.success and not self.is_waived
        return failed and check_meta.of_check(self.expectation)["consequence"] == consequence

    @property
    def has_expired_waiver(self) -> bool:
        return not self.success and self.waiver is not None and not self.is_waived


def evaluate(
    results: list[tuple[Expectation, Any]], facts: BatchFacts, given: list[Waiver]
) -> list[EvaluatedCheck]:
    """Put the waiver that names it beside each failed check."""
    own = waivers.of_dataset(given, facts)
    return [_evaluate(expectation, result, facts, own) for expectation, result in results]


def _evaluate(
    expectation: Expectation, result: Any, facts: BatchFacts, own: list[Waiver]
) -> EvaluatedCheck:
    waiver = None
    if not result.success and check_meta.of_check(expectation)["waivable"]:
        waiver = next((each for each in own if each.names(expectation)), None)
    return EvaluatedCheck(
        expectation,
        bool(result.success),
        result.result["observed_value"] if check_meta.of_check(expectation)["of_rows"] else None,
        waiver,
        waiver is not None and waiver.is_valid_on(facts.business_date),
    )


def combine(
    checks: list[EvaluatedCheck], remarks: list[str], about_waivers: list[str]
) -> GateResult:
    """Build the result. `remarks` count the rows of failed remarks; `about_waivers` are added where
    any check failed."""
    expired = [_expired(each) for each in checks if each.has_expired_waiver]
    waived = [_waived(each) for each in checks if each.is_waived]
    any_failed = not all(each.success for each in checks)
    return GateResult(
        rejections=tuple(wording(each.expectation) for each in checks if each.leads_to(REJECT)),
        remarks=(*remarks, *waived, *expired, *(about_waivers if any_failed else ())),
        checks=tuple(_check_result(each) for each in checks),
        expired_waivers=tuple(expired),
    )


def quarantining(checks: list[EvaluatedCheck]) -> list[Expectation]:
    return [each.expectation for each in checks if each.leads_to(QUARANTINE)]


def remarking(checks: list[EvaluatedCheck]) -> list[Expectation]:
    return [each.expectation for each in checks if each.leads_to(REMARK)]


def ineffective(checks: list[EvaluatedCheck], facts: BatchFacts, given: list[Waiver]) -> list[str]:
    """Return a sentence for each waiver that has no effect: it names no check, or one that can't be
    waived."""
    found = []
    for waiver in waivers.of_dataset(given, facts):
        named = [each.expectation for each in checks if waiver.names(each.expectation)]
        if not named:
            found.append(f"a waiver names no check of this file: {waiver.check}")
        elif not any(check_meta.of_check(expectation)["waivable"] for expectation in named):
            found.append(f"this check can't be waived: {waiver.check}")
    return found


def _check_result(check: EvaluatedCheck) -> CheckResult:
    meta, waiver = check_meta.of_check(check.expectation), check.waiver
    return CheckResult(
        check=meta["wording"],
        rule=meta["rule"],
        consequence=meta["consequence"],
        success=check.success,
        rows_failed=check.rows_failed,
        outcome="passed" if check.success else "waived" if check.is_waived else "failed",
        waived_by=waiver.accepted_by if waiver else None,
        waived_until=waiver.until.isoformat() if waiver else None,
    )


def _waived(check: EvaluatedCheck) -> str:
    assert check.waiver
    count = "" if check.rows_failed is None else f": {check.rows_failed} row(s)"
    by = f"waived until {check.waiver.until} by {check.waiver.accepted_by}"
    return f"{by}: {wording(check.expectation)}{count}"


def _expired(check: EvaluatedCheck) -> str:
    assert check.waiver
    return (
        f"the waiver of {check.waiver.accepted_by} expired on {check.waiver.until}: "
        f"{wording(check.expectation)}"
    )
