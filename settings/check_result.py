"""The result of one check of gate 1: `expectations` returns it and `ingest` keeps it on a receipt.
It lies here because neither of the two packages knows the other."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckResult:
    """One check of one file, as in `ops.validation_results`.

    `check` is its wording for this file, `rule` its stable name, `consequence` what follows from a
    failure (refuse, quarantine, remark). `rows_failed` is None where the check is about the whole
    file. `outcome` is passed, failed or waived; `waived_until` is a date (yyyy-mm-dd).
    """

    check: str
    rule: str
    consequence: str
    success: bool
    rows_failed: int | None
    outcome: str
    waived_by: str | None = None
    waived_until: str | None = None
