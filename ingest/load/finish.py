"""Finishing a load: accepted rows become raw facts, rejected rows go to quarantine, and the
receipt is written last: without it the load does not count. A load that is killed and run again
writes the same files."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from ingest import control_file
from ingest.arrival import Action, Arrival
from ingest.display import printable
from ingest.load import (
    other_authorities,
    people_map,
    quarantine,
    quarantined_parents,
    raw,
    row_results,
)
from ingest.read.batch import Batch
from ingest.read.comparison import posted_lines
from ingest.receipt import Outcome, Receipt, RowCounts, Totals
from ingest.register import receipts
from settings.check_result import CheckResult


class GateResult(Protocol):
    """The result of gate 1: why the whole file is rejected, if it is; remarks; waivers that have
    expired; the result of each check. The failing rows are in table `row_failures`."""

    @property
    def rejections(self) -> tuple[str, ...]: ...
    @property
    def remarks(self) -> tuple[str, ...]: ...
    @property
    def expired_waivers(self) -> tuple[str, ...]: ...
    @property
    def checks(self) -> tuple[CheckResult, ...]: ...


def finish(home: Path, batch: Batch, gate: GateResult) -> Receipt:
    """Write raw, quarantine and receipt of a batch; return the receipt."""
    row_results.separate(batch)
    rows = row_results.count(batch)
    totals = row_results.totals(batch, rows)
    reasons = [*row_results.over_limit(batch, rows), *_control_differences(batch, totals)]
    checks = (
        row_results.readable_cells(batch),
        *[_failed(reason) for reason in reasons],
        *gate.checks,
    )
    if rows.quarantined:
        batch.findings += quarantined_parents.findings(home, batch)
        batch.findings += other_authorities.findings(home, batch)
    rejections = [*gate.rejections, *reasons]
    if rejections:
        return _reject(home, batch, gate, rows, totals, rejections, checks)
    return _accept(home, batch, gate, rows, totals, checks)


def _reject(
    home: Path,
    batch: Batch,
    gate: GateResult,
    rows: RowCounts,
    totals: dict[str, Totals],
    rejections: list[str],
    checks: tuple[CheckResult, ...],
) -> Receipt:
    if rows.read:
        quarantine.write(home, batch, whole_file=True)
    rejected = (
        f"landing/{batch.arrival.file_path} is rejected whole: {'; '.join(rejections)}. "
        "Nothing of it was loaded and the last accepted data stays. Correct it and send it again."
    )
    receipt = replace(
        _receipt(batch.arrival, Outcome.REJECTED),
        mode=batch.contract.mode,
        referred=batch.referred or None,
        rows_read=rows.read,
        rows_quarantined=rows.read,
        totals_found={
            name: Totals(each.file, quarantined=each.file) for name, each in totals.items()
        },
        findings=(rejected, *row_results.findings(batch), *gate.remarks, *_remarks(batch)),
        checks=checks,
        expired_waivers=gate.expired_waivers,
    )
    return _write(home, batch.arrival, receipt)


def _accept(
    home: Path,
    batch: Batch,
    gate: GateResult,
    rows: RowCounts,
    totals: dict[str, Totals],
    checks: tuple[CheckResult, ...],
) -> Receipt:
    if rows.quarantined:
        quarantine.write(home, batch, whole_file=False)
    row_findings = row_results.findings(batch) if rows.quarantined else []
    people_map.add_from(home, batch)
    key_range = _key_range(batch)  # before the file of the batch becomes that of raw
    raw_sha256 = raw.write(home, batch, all_accepted=rows.accepted == batch.rows)
    outcome = Outcome.ACCEPTED_WITH_REJECTS if rows.quarantined else Outcome.ACCEPTED
    receipt = replace(
        _receipt(batch.arrival, outcome),
        mode=batch.contract.mode,
        rows_read=rows.read,
        rows_accepted=rows.accepted,
        rows_quarantined=rows.quarantined,
        rows_duplicate=rows.duplicate,
        totals_found=totals,
        filled_columns=raw.filled_columns(home, batch),
        key_range=key_range,
        raw_sha256=raw_sha256,
        ward_lookup=batch.ward_lookup,
        referred=batch.referred or None,
        supersedes=tuple(each.load_id for each in batch.superseded),
        findings=(
            *row_findings,
            *row_results.duplicate_pounds(totals),
            *gate.remarks,
            *_remarks(batch),
            *_superseded(batch),
        ),
        checks=checks,
        expired_waivers=gate.expired_waivers,
    )
    return _write(home, batch.arrival, receipt)


def _key_range(batch: Batch) -> tuple[str, str] | None:
    is_incremental = batch.contract.mode == "incremental"
    return posted_lines.key_range(batch, "accepted") if is_incremental else None


def reject(home: Path, arrival: Arrival, message: str) -> Receipt:
    """Write the receipt of a file that can't be read at all."""
    receipt = _receipt(arrival, Outcome.REJECTED)
    return _write(home, arrival, replace(receipt, findings=(message,), checks=(_failed(message),)))


def mark_duplicate(home: Path, arrival: Arrival, identical_file: str) -> Receipt:
    """Write the receipt of a file whose content an earlier file has."""
    finding = f"identical content to {identical_file}"
    receipt = _receipt(arrival, Outcome.DUPLICATE)
    return _write(home, arrival, replace(receipt, findings=(finding,)))


def accept_without_rows(home: Path, arrival: Arrival) -> Receipt:
    """Write the receipt of a file that is stored and holds no rows of its own."""
    findings = arrival.container_findings or ("kept; it holds no rows to load",)
    earlier = receipts.earlier_versions(home, arrival) if arrival.is_return else []
    receipt = replace(
        _receipt(arrival, Outcome.ACCEPTED),
        mode="release",
        supersedes=tuple(each.load_id for each in earlier),
        findings=(*findings, *(f"replaces landing/{each.file_path}" for each in earlier)),
    )
    return _write(home, arrival, receipt)


def _remarks(batch: Batch) -> list[str]:
    if not batch.rows_erased:
        return batch.findings
    return [*batch.findings, f"{batch.rows_erased} row(s) of erased people were left out"]


def _superseded(batch: Batch) -> list[str]:
    """A sentence for each file that this one replaces."""
    group = batch.arrival.supersedes_group
    return [
        f"replaces landing/{each.file_path} ({each.rows_accepted} accepted row(s)), "
        + (
            "another version of this file; the last by name counts"
            if each.supersedes_group == group
            else "which holds more than half of this file's keys"
        )
        for each in batch.superseded
    ]


def _control_differences(batch: Batch, totals: dict[str, Totals]) -> list[str]:
    """How the file differs from its control file, which counts records of the file, also those of
    erased people. What these had in other columns than of amounts is not known, so that such
    columns are not compared again."""
    arrival = batch.arrival
    stated = control_file.totals(arrival.stated, batch.contract.number_headers)
    erased = arrival.redaction.totals_erased if arrival.redaction else {}
    received = {
        name: str(Decimal(each.file) + Decimal(erased.get(name, "0")))
        for name, each in totals.items()
    }
    others = [name for name in batch.contract.number_headers if name not in received]
    if batch.rows_erased:
        stated = {name: each for name, each in stated.items() if name not in others}
    elif others and {*others, ""} & set(stated):
        received |= row_results.sums(batch, others, "landed")
    records = batch.records_with_rows + batch.malformed + batch.rows_erased
    return control_file.differences(arrival.stated, arrival.sha256, records, stated, received)


def _failed(reason: str) -> CheckResult:
    """A rejection outside gate 1, as one of the checks. It can't be waived."""
    return CheckResult(
        check=reason,
        rule="the file fits its contract",
        consequence="refuse",
        success=False,
        rows_failed=None,
        outcome="failed",
    )


def _receipt(arrival: Arrival, outcome: Outcome) -> Receipt:
    """A receipt that identifies the arrival and counts no rows."""
    return Receipt(
        la_code=arrival.la_code,
        source=arrival.source,
        dataset=arrival.dataset,
        business_date=arrival.business_date,
        release=arrival.release,
        release_file=arrival.release_file,
        file_path=arrival.file_path,
        file_name=arrival.file_name,
        sha256=arrival.sha256,
        size_bytes=arrival.size_bytes,
        load_id=arrival.load_id,
        precedence=arrival.precedence,
        supersedes_group=arrival.supersedes_group,
        received_at=arrival.received_at,
        validated_by=arrival.validated_by,
        return_id=arrival.return_id,
        rows_erased=arrival.rows_erased,
        outcome=outcome,
        totals_stated=_totals_stated(arrival),
        totals_found={},
    )


def _totals_stated(arrival: Arrival) -> dict[str, str] | None:
    """The totals of amount columns: a control file may hold any other name and text."""
    if arrival.stated is None or arrival.action is not Action.LOAD:
        return None
    found = control_file.totals(arrival.stated, arrival.contract.number_headers)
    stated = {
        name: f"{control_file.number(found[name][0])}"
        for name in arrival.contract.money_columns
        if name in found
    }
    return {
        name: each for name, each in stated.items() if control_file.NUMBER.fullmatch(each)
    } or None


def _write(home: Path, arrival: Arrival, receipt: Receipt) -> Receipt:
    findings = tuple(printable(finding) for finding in receipt.findings)
    receipt = replace(receipt, findings=findings)
    receipts.write(home, receipt, arrival.content_sha256)
    return receipt
