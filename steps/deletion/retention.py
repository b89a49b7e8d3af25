"""Which files are past their retention period (`keep_days` in a contract), and their deletion."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from steps import dates, lock
from steps.dbt import warehouse
from steps.reporting import StepFailed, home

if TYPE_CHECKING:
    from ingest.receipt import Receipt


@dataclass(frozen=True)
class Expired:
    """The expired files of one authority and dataset, with their first and last business date."""

    la_code: str
    dataset: str  # source.dataset
    files: int
    first: str
    last: str


def expired(on: date) -> list[Expired]:
    """Return what is past its retention period on a date; nothing is deleted."""
    return list(_by_dataset(_receipts(on)))


def delete_expired(on: date) -> list[Expired]:
    """Delete what is past its retention period on a date, and what an interrupted deletion left.

    The warehouse is deleted too, because the bytes of a deleted row stay in a DuckDB file: the next
    night builds it from raw. Raises StepFailed for a date in the future.
    """
    from ingest.deletion import retention

    dates.check_night(str(on))
    with lock.alone(home(), lock.PATIENCE):
        receipts = _receipts(on)
        for receipt in receipts:
            retention.expire(home(), receipt)
        retention.delete_expired(home())
        warehouse.delete(home() / "warehouse.duckdb")
    return list(_by_dataset(receipts))


def _receipts(on: date) -> "list[Receipt]":
    from ingest.deletion import retention
    from settings.problem import InvalidSettings

    try:
        return retention.find_expired(home(), on)
    except InvalidSettings as wrong:
        raise StepFailed(str(wrong)) from None


def _by_dataset(receipts: "list[Receipt]") -> Iterator[Expired]:
    def dataset_of(receipt: "Receipt") -> tuple[str, str]:
        return receipt.la_code, f"{receipt.source}.{receipt.dataset or '(unrecognised)'}"

    for (la_code, dataset), files in groupby(sorted(receipts, key=dataset_of), key=dataset_of):
        about = [each.business_date or "" for each in files]
        yield Expired(la_code, dataset, len(about), min(about), max(about))
