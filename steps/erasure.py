"""Erase one person from everything that is kept, and find what is left of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from steps import lock, sources, warehouse
from steps.reporting import StepFailed, count, home, report

SEARCHED = ("raw", "quarantine", "people", "published/marts", "published/ops")


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


def erase_by_file(la_code: str, decision: Decision) -> None:
    """Erase the person whose case id lies in `erase/<la_code>.txt`, load the rewritten files, and
    delete that file. Raises StepFailed where there is no id, or where a file was not searched."""
    from ingest import contracts

    path = home() / "erase" / f"{la_code}.txt"
    case_id = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if not case_id:
        raise StepFailed(
            f"No case id lies in {path}. Expected: one line, the person's id in the case system. "
            "Write it there, readable by its owner alone, and start this again."
        )
    with lock.alone(home(), lock.PATIENCE):
        done = erase(la_code, case_id, decision)
        for source in contracts.sources():
            sources.load_pending(source, None, la_code)
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
    """Raise StepFailed with the files that still hold a person of an authority's erasure list."""
    left = rows_left(la_code)
    if left:
        named = "\n".join(f"  {count(rows, 'row')} in {place}" for place, rows in left.items())
        raise StepFailed(
            f"Still there:\n{named}\nSee what stops the publication, then start again."
        )


def delete_earlier_publications() -> None:
    """Delete every publication but the current one, and the marts built for other dates."""
    from publish import snapshot

    snapshot.forget_earlier(home())


def rows_left(la_code: str) -> dict[str, int]:
    """Count the rows that hold a key of an authority's erasure list, by file below $SEND_HOME."""
    import duckdb

    from ingest.deletion import erasure_list

    keys = sorted(set().union(*erasure_list.read(home(), la_code).keys.values()))
    found = {}
    with duckdb.connect() as connection:
        for folder in SEARCHED:
            for path in sorted((home() / folder).rglob("*.parquet")):
                rows = _rows_with(connection, path, keys)
                if rows:
                    found[str(path.relative_to(home()))] = rows
    return found


def _rows_with(connection: Any, path: Path, keys: list[str]) -> int:
    columns = connection.execute(
        "select name from parquet_schema(?) where name = 'key' or ends_with(name, '_key')",
        [str(path)],
    ).fetchall()
    if not columns:
        return 0
    either = " or ".join(  # the key of a row may be made of several
        f"list_has_any(string_split(\"{name}\", '/'), $keys)" for (name,) in columns
    )
    [(rows,)] = connection.execute(
        f"select count(*) from read_parquet($path) where {either}",
        {"keys": keys, "path": str(path)},
    ).fetchall()
    return int(rows)
