"""Retention: how long a file's bytes and rows are kept is a matter of its contract (`keep_days`).

The days count from the end of the financial year in which its business date lies, so that none of
an authority's years is kept by halves. Then the file goes wherever it is kept; its receipt stays,
marked `expired`, also in landing, so that a warehouse that is rebuilt doesn't miss the file. The
histories are made of what remains.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest import contracts, paths
from ingest.arrival import ArrivalRecord, Stored
from ingest.contract import Contract
from ingest.deletion import originals
from ingest.receipt import Receipt
from ingest.register import arrivals, receipts

KEPT_UNREAD_DAYS = 366  # what was rejected and never recognised: of no use, and nobody sees whose


def over(home: Path, on: dt.date) -> list[Receipt]:
    """The receipts of the files whose time is over on a date: not the newest accepted extract of a
    full dataset, which is what the authority's system says by now.

    Raises ContractError where a contract can't be used.
    """
    found = [each for each in receipts.read_all(home).values() if not each.expired]
    newest = _newest(found)
    return [each for each in found if each.load_id not in newest and _is_over(each, on)]


def expire(home: Path, receipt: Receipt) -> None:
    """Delete a file's bytes and rows; its receipt says so, and its outcome stays."""
    record = replace(
        arrivals.record_of(home, receipt.load_id),
        stored=Stored.EXPIRED,
        redaction=None,
        removed_from_landing=False,
        expired_receipt=replace(receipt, expired=True),
    )
    arrivals.expire(home, record)


def sweep(home: Path) -> None:
    """Delete whatever is still there of files whose time is over."""
    for record in arrivals.expired(home):
        _delete(home, record)


def _delete(home: Path, record: ArrivalRecord) -> None:
    receipt = record.expired_receipt
    assert receipt
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


def _is_over(receipt: Receipt, on: dt.date) -> bool:
    if receipt.dataset is None or receipt.business_date is None:
        came = dt.date.fromisoformat(receipt.received_at[:10])
        return receipt.is_rejected and (on - came).days > KEPT_UNREAD_DAYS
    days = [each.keep_days for each in _contracts(receipt)]
    if not days or None in days:
        return False
    year_ends = _end_of_year(dt.date.fromisoformat(receipt.business_date))
    return (on - year_ends).days > max(each for each in days if each)


def _contracts(receipt: Receipt) -> Iterator[Contract]:
    """The contract of its dataset; a return in XML is kept for as long as any of its tables."""
    datasets = contracts.of_source(receipt.source, receipt.la_code)
    if receipt.dataset in datasets:
        yield datasets[receipt.dataset]
    elif receipt.dataset == "sen2_return":
        yield from (each for each in datasets.values() if each.of_return)


def _end_of_year(day: dt.date) -> dt.date:
    return dt.date(day.year + (day.month > 3), 3, 31)
