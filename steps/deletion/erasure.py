"""Erase one person from everything that is kept, and find what is left of them."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from steps import lock, sources
from steps.dbt import warehouse
from steps.deletion import erasure_search
from steps.reporting import StepFailed, count, home, report

BUILT_BY_HAND = ("dbt/dev", "spark")  # below the home


@dataclass(frozen=True)
class ErasureDecision:
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


def erase(la_code: str, case_id: str, decision: ErasureDecision) -> Erased:
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


def erase_by_file(la_code: str, decision: ErasureDecision) -> None:
    """Erase the person whose case id lies in `erase/<la_code>.txt`, load the rewritten files, and
    delete that file. Raises StepFailed where there is no id, or where a file was not searched."""
    from ingest import contract_files

    path = home() / "erase" / f"{la_code}.txt"
    case_id = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if not case_id:
        raise StepFailed(
            f"No case id lies in {path}. Expected: one line, the person's id in the case system. "
            "Write it there, readable by its owner alone, and start this again."
        )
    with lock.alone(home(), lock.PATIENCE):
        done = erase(la_code, case_id, decision)
        for source in contract_files.sources():
            sources.load_pending(source, None, la_code)
    _raise_where_left(erasure_search.search_id(la_code, case_id))
    report(
        f"{count(sum(done.rows.values()), 'row')} removed, {count(done.files, 'file')} rewritten"
    )
    if done.unread:
        named = "\n".join(f"  landing/{each}" for each in done.unread)
        raise StepFailed(
            "Not searched, since today's contract cannot read them though they were accepted "
            f"once:\n{named}\nCorrect the contract and start this again."
        )
    path.unlink()


def check_nothing_is_left(la_code: str) -> None:
    """Raise StepFailed with the files that still hold a person of an authority's erasure list, and
    those that can't be searched."""
    _raise_where_left(erasure_search.search(la_code))


def _raise_where_left(left: erasure_search.Left) -> None:
    named = [f"  {count(rows, 'row')} in {place}" for place, rows in left.found.items()]
    named += [f"  {place} can't be searched" for place in left.unsearched]
    if named:
        listed = "\n".join(named)
        raise StepFailed(
            f"Still there:\n{listed}\nSee what stops the publication, then start again."
        )


def delete_earlier_publications() -> None:
    """Delete every publication but the current one, and marts built aside: for other dates, by
    `send dbt` and by `send spark`."""
    from publish import snapshot

    with lock.alone(home(), lock.PATIENCE):  # else it deletes what is being written
        snapshot.forget_earlier(home())
        # The night after the deletion has just built Spark's tables anew, where it runs on Spark.
        is_of_spark = warehouse.is_of_spark(home() / "warehouse.duckdb")
        of_the_night = {"spark"} if is_of_spark else set()
        for folder in BUILT_BY_HAND:
            if folder not in of_the_night and (home() / folder).exists():
                shutil.rmtree(home() / folder)
