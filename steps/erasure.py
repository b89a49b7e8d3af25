"""Erase one person from everything that is kept, and find what is left of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from steps import lock, warehouse
from steps.reporting import StepFailed, home


@dataclass(frozen=True)
class Decision:
    """Who decided to erase, when and why: the role of the person, never a name."""

    on: date
    by: str
    reason: str


@dataclass(frozen=True)
class Erased:
    """What an erasure changed: counts and paths, never a value.

    `rows` is by (source, dataset); `files` were rewritten; `references` are ledger lines that stay
    without their reference; `deleted` are files that nobody can read; `unread` were accepted once
    and cannot be read now, so they were not searched. Paths are below landing/.
    """

    rows: Mapping[tuple[str, str], int]
    files: int
    references: int
    deleted: Sequence[str]
    unread: Sequence[str]


def erase(la_code: str, case_id: str, decision: Decision) -> Erased:
    """Rewrite what is kept without a person, who is put on the erasure list.

    The warehouse is deleted, because the bytes of a deleted row stay in a DuckDB file: the next
    night builds it from raw. Raises StepFailed where a contract is wrong or the key is missing.
    """
    from ingest import errors
    from ingest.deletion import erase as deletion
    from ingest.deletion.erasure_list import ErasureRequest

    request = ErasureRequest(decision.on.isoformat(), decision.by, decision.reason)
    with lock.alone(home(), lock.PATIENCE):
        try:
            done = deletion.erase(home(), la_code, case_id, request)
        except (errors.ContractError, errors.InternalError) as wrong:
            raise StepFailed(str(wrong)) from None
        warehouse.delete(home() / "warehouse.duckdb")
    return Erased(done.rows, done.files, done.references, done.deleted, done.unsearched)


def delete_earlier_publications() -> None:
    """Delete every publication but the current one, and the marts built for other dates."""
    from publish import snapshot

    snapshot.forget_earlier(home())
