"""Retention: a file's bytes and rows are deleted after the `keep_days` of the settings, else of its
contract.

The days count from the end of the financial year of its business date, so that a year is deleted
whole. The receipt stays, marked `expired`, in the register and in the arrival record, so that a
rebuilt register knows the file. Histories are built from the files that are left.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest import contract_files, paths
from ingest.arrival import ArrivalRecord, Stored
from ingest.contract import Contract
from ingest.deletion import originals
from ingest.receipt import Receipt
from ingest.register import arrivals, receipts
from settings import retention as settings
from settings.problem import InvalidSettings, Problem

NOTHING_DELETED = settings.FILE.until_then
Periods = dict[str, dict[str, settings.Days]]
UNRECOGNISED_KEEP_DAYS = 366  # for a rejected file without a dataset, which has no contract


def find_expired(home: Path, on: dt.date) -> list[Receipt]:
    """The receipts of files past their retention period on a date. The newest accepted file of a
    full dataset is kept, since it is the authority's current extract. So is every file whose
    overlay can't be used. Raises InvalidSettings where retention.yml is wrong.
    """
    if wrong := problems(home):
        raise InvalidSettings(wrong)
    periods = settings.FILE.read(home).keep_days
    found = [each for each in receipts.read_all(home).values() if not each.expired]
    newest = _newest(found)
    older = (each for each in found if each.load_id not in newest)
    return [each for each in older if _is_expired(each, on, periods)]


def problems(home: Path) -> list[Problem]:
    """What is wrong with retention.yml: also a source or dataset that does not exist."""
    try:
        periods = settings.FILE.read(home).keep_days
    except InvalidSettings as wrong:
        return list(wrong.problems)
    found = []
    for source, datasets in periods.items():
        known = (
            list(contract_files.of_source(source, "")) if source in contract_files.sources() else []
        )
        expected = f"one of {', '.join(known or contract_files.sources())}"
        keys = [f"keep_days.{source}.{each}" for each in datasets if each not in known]
        found += [
            Problem("settings/retention.yml", key, "an unknown name", expected, NOTHING_DELETED)
            for key in keys
        ]
    return found


def expire(home: Path, receipt: Receipt) -> None:
    """Mark a file as expired; `delete_expired` deletes its bytes and rows. Its receipt stays."""
    record = replace(
        arrivals.record_of(home, receipt.load_id),
        stored=Stored.EXPIRED,
        redaction=None,
        removed_from_landing=False,
        expired_receipt=replace(receipt, expired=True),
    )
    arrivals.expire(home, record)


def delete_expired(home: Path) -> None:
    """Delete the bytes and rows of expired files, also what an interrupted run has left."""
    for record in arrivals.expired(home):
        _delete(home, record)


def _delete(home: Path, record: ArrivalRecord) -> None:
    receipt = record.expired_receipt
    assert receipt, "an expired arrival's record holds its receipt"
    originals.delete(home, record)
    paths.quarantine(home, receipt).unlink(missing_ok=True)
    if receipt.dataset:
        paths.raw(home, receipt).unlink(missing_ok=True)


def _newest(found: list[Receipt]) -> set[str]:
    last: dict[tuple[str | None, ...], Receipt] = {}
    for each in found:
        if each.mode == "full" and each.outcome.is_accepted:
            dataset = (each.la_code, each.source, each.dataset)
            last[dataset] = max(each, last.get(dataset, each), key=lambda receipt: receipt.in_order)
    return {each.load_id for each in last.values()}


def _is_expired(receipt: Receipt, on: dt.date, periods: Periods) -> bool:
    if receipt.dataset is None or receipt.business_date is None:
        received = dt.date.fromisoformat(receipt.received_at[:10])
        return receipt.is_rejected and (on - received).days > UNRECOGNISED_KEEP_DAYS
    days = [_keep_days(each, periods) for each in _contracts(receipt)]
    if not days or None in days or _has_fault(receipt):
        return False
    year_ends = _end_of_year(dt.date.fromisoformat(receipt.business_date))
    return (on - year_ends).days > max(each for each in days if each)


def _keep_days(contract: Contract, periods: Periods) -> int | None:
    """None: for ever."""
    days = periods.get(contract.source, {}).get(contract.dataset, contract.keep_days)
    return days if isinstance(days, int) else None


def _has_fault(receipt: Receipt) -> bool:
    faults = contract_files.faults(receipt.source, receipt.la_code)
    return receipt.dataset in faults or (receipt.dataset == "sen2_return" and bool(faults))


def _contracts(receipt: Receipt) -> Iterator[Contract]:
    """The contract of a receipt's dataset; for a SEN2 return in XML, those of all its tables."""
    datasets = contract_files.of_source(receipt.source, receipt.la_code)
    if receipt.dataset in datasets:
        yield datasets[receipt.dataset]
    elif receipt.dataset == "sen2_return":
        yield from (each for each in datasets.values() if each.of_return)


def _end_of_year(day: dt.date) -> dt.date:
    return dt.date(day.year + (day.month > 3), 3, 31)
