"""Receipts: one for every file that came, saying what became of it and of each of its rows; and
what later files ask of them.

The files of an authority's dataset have one order, whatever order they came in: business date,
precedence, load id. A file is compared with what stands before it and never with what comes after.
"""

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import duckdb

from ingest import parquet, paths
from ingest.display import printable
from ingest.paths import Arrival
from ingest.read import derived
from ingest.register import arrivals
from ingest.sql import literal

SHARED = (
    "la_code",
    "source",
    "dataset",
    "business_date",
    "release",
    "release_file",
    "file_path",
    "file_name",
    "sha256",
    "size_bytes",
    "load_id",
    "precedence",
    "supersedes_group",
    "received_at",
    "judged_by",
)
TABLE = {
    "la_code": "varchar",
    "load_id": "varchar",
    "source": "varchar",
    "dataset": "varchar",
    "business_date": "date",
    "mode": "varchar",
    "release": "varchar",
    "file_path": "varchar",
    "file_name": "varchar",
    "sha256": "varchar",
    "size_bytes": "bigint",
    "precedence": "varchar",
    "supersedes_group": "varchar",
    "received_at": "timestamp",
    "outcome": "varchar",
    "rows_read": "bigint",
    "rows_accepted": "bigint",
    "rows_quarantined": "bigint",
    "rows_duplicate": "bigint",
    "findings": "varchar[]",
    "checks": "json",
    "raw_sha256": "varchar",
    "expired": "boolean",
}
BEFORE = "(business_date, precedence, load_id) < (:business_date, :precedence, :load_id)"
OF_DATASET = "la_code = :la_code and source = :source and dataset = :dataset"


def write(
    home: Path,
    arrival: Arrival,
    outcome: str,
    *,
    mode: str | None = None,
    rows: dict[str, int] | None = None,
    totals: dict[str, Any] | None = None,
    filled: list[str] | None = None,
    findings: list[str] | None = None,
    checks: list[dict[str, Any]] | None = None,
    expired_waivers: list[str] | None = None,
    raw_sha256: str | None = None,
) -> dict[str, Any]:
    """Write the receipt: the last step of a load, and what makes its rows count. It takes the
    place of the load's earlier receipt, whose rows in raw and quarantine go with it.

    `checks` holds an entry for each check that was made of the file; `expired_waivers` what turns
    the night red although the file was loaded. `rows` holds read, accepted, quarantined and
    duplicate; raises ValueError where they don't add up, since a receipt that loses rows must
    never be written.
    """
    counts = {"read": 0, "accepted": 0, "quarantined": 0, "duplicate": 0} | (rows or {})
    if counts["read"] != counts["accepted"] + counts["quarantined"] + counts["duplicate"]:
        raise ValueError(f"{arrival['file_path']}: rows are lost between {counts}")
    receipt = {name: arrival[name] for name in SHARED} | {
        "return_id": arrival.get("return_id"),
        "rows_erased": (arrival.get("remaining") or {}).get("rows_erased", 0),
        "expired": False,
        "outcome": outcome,
        "mode": mode,
        **{f"rows_{name}": count for name, count in counts.items()},
        "totals_claimed": (arrival["claimed"] or {}).get("totals"),
        "totals_found": totals or {},
        "filled_columns": filled or [],
        "raw_sha256": raw_sha256,
        "findings": [printable(each) for each in findings or []],
        "checks": checks or [],
        "expired_waivers": expired_waivers or [],
    }
    if not counts["quarantined"]:
        paths.quarantine(home, receipt).unlink(missing_ok=True)
    before = arrivals.close(home, receipt, arrivals.content(arrival))
    if before and before["dataset"]:
        _take_back(home, before, receipt)
    return receipt


def _take_back(home: Path, before: dict[str, Any], receipt: dict[str, Any]) -> None:
    """Delete the rows of an earlier judgement that this one doesn't stand for. Killed before it,
    they are rows that no receipt counts."""
    raw = paths.raw(home, before)
    if not receipt["outcome"].startswith("accepted") or raw != paths.raw(home, receipt):
        raw.unlink(missing_ok=True)


def read_all(home: Path) -> dict[str, dict[str, Any]]:
    """Every receipt, by load id."""
    return {each["load_id"]: each for each in _ask(home, "true order by load_id", {})}


def of(home: Path, load_ids: list[str]) -> dict[str, dict[str, Any]]:
    """The receipts of some loads, by load id."""
    listed = "load_id in (select value from json_each(:listed))"
    found = _ask(home, listed, {"listed": json.dumps(load_ids)})
    return {each["load_id"]: each for each in found}


def last_accepted(home: Path, arrival: Arrival) -> dict[str, Any] | None:
    """The receipt of the last extract before this one's business date; its rows may be gone, since
    only what the receipt says is compared, so that a rebuild compares what the first night did."""
    return _first(
        home,
        f"outcome like 'accepted%' and {OF_DATASET} and business_date < :business_date "
        "order by business_date desc, precedence desc, load_id desc limit 1",
        arrival,
    )


def held_on(
    home: Path, arrival: Arrival, dataset: str, of_return: bool = False
) -> dict[str, Any] | None:
    """The receipt of the extract of another dataset that held on this file's business date, or
    that is part of the same return."""
    part = "and coalesce(return_id, business_date) = :return_id " if of_return else ""
    return _first(
        home,
        f"accepted and {OF_DATASET} and business_date <= :business_date {part}"
        "order by business_date desc, precedence desc, load_id desc limit 1",
        arrival | {"dataset": dataset, "return_id": derived.return_id(arrival)},
    )


def came(home: Path, arrival: Arrival, dataset: str) -> bool:
    """Whether another table of the same return came at all, whatever became of it."""
    asked = arrival | {"dataset": dataset, "return_id": derived.return_id(arrival)}
    part = f"{OF_DATASET} and coalesce(return_id, business_date) = :return_id limit 1"
    return _first(home, part, asked) is not None


def forerunners(home: Path, arrival: Arrival) -> list[dict[str, Any]]:
    """The receipts of the files whose lines were posted before this one's business date: of each
    date the one that holds, since a corrected file takes the lines of its forerunner back."""
    return _ask(
        home,
        f"accepted and {OF_DATASET} and business_date < :business_date and not exists "
        "(select 1 from receipts as later where later.accepted "
        "and later.supersedes_group = receipts.supersedes_group "
        "and (later.precedence, later.load_id) > (receipts.precedence, receipts.load_id)) "
        "order by business_date, load_id",
        arrival,
    )


def said_already(home: Path, arrival: Arrival, under_any_date: bool) -> str | None:
    """The path of an accepted file before this one that says the same and still held when this one
    came in its order: of the same business date, or of any (for lines that are posted once)."""
    group = "" if under_any_date else "and supersedes_group = :supersedes_group"
    found = _first(
        home,
        f"content = :content and accepted and {OF_DATASET} and {BEFORE} {group} and not exists "
        "(select 1 from receipts as later where later.accepted "
        "and later.supersedes_group = receipts.supersedes_group "
        "and (later.precedence, later.load_id) > (receipts.precedence, receipts.load_id) "
        "and (later.business_date, later.precedence, later.load_id) "
        "< (:business_date, :precedence, :load_id)) "
        "order by business_date, precedence, load_id limit 1",
        arrival | {"content": arrivals.content(arrival)},
    )
    return found["file_path"] if found else None


def standing(home: Path, source: str) -> list[dict[str, Any]]:
    """The receipts of rejected files that no accepted one has replaced: a later one for the same
    business date or, for full extracts, one of a later date."""
    return _ask(
        home,
        "outcome = 'rejected' and source = :source and not exists "
        "(select 1 from receipts as other where other.accepted "
        "and other.supersedes_group = receipts.supersedes_group "
        "and other.precedence >= receipts.precedence) and not exists "
        "(select 1 from receipts as other where other.accepted and other.mode = 'full' "
        "and other.la_code = receipts.la_code and other.source = receipts.source "
        "and other.dataset = receipts.dataset and other.business_date > receipts.business_date) "
        "order by la_code, dataset, business_date, precedence, load_id",
        {"source": source},
    )


def first_dates(home: Path) -> dict[tuple[str, str, str], dt.date]:
    """The first business date that a file of each la_code, source and dataset spoke of."""
    with arrivals.transaction(home) as connection:
        rows = connection.execute(
            "select la_code, source, dataset, min(business_date) from receipts "
            "where dataset is not null and business_date is not null group by 1, 2, 3"
        ).fetchall()
    return {(row[0], row[1], row[2]): dt.date.fromisoformat(row[3]) for row in rows}


def _ask(home: Path, which: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    named = {name: value for name, value in asked.items() if isinstance(value, str | None)}
    with arrivals.transaction(home) as connection:
        rows = connection.execute(f"select receipt from receipts where {which}", named).fetchall()
    return [json.loads(row["receipt"]) for row in rows]


def _first(home: Path, which: str, asked: dict[str, Any]) -> dict[str, Any] | None:
    return next(iter(_ask(home, which, asked)), None)


def export(home: Path) -> None:
    """Every receipt as one Parquet file, for what reads tables; of no rows where there is none.

    `checks` is JSON text; it and `raw_sha256` are null where a receipt says nothing of them.
    """
    path = paths.receipts_table(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".receipts.{os.getpid()}.part.json")
    try:
        with arrivals.transaction(home) as connection, scratch.open("w", encoding="utf-8") as lines:
            for (receipt,) in connection.execute("select receipt from receipts order by load_id"):
                lines.write(f"{receipt}\n")
        _copy(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)


def _copy(lines: Path, path: Path) -> None:
    columns = ", ".join(f"{name}: {literal(kind)}" for name, kind in TABLE.items())
    listed = ", ".join(
        f"cast({name} as varchar) as {name}" if kind == "json" else name
        for name, kind in TABLE.items()
    )
    with duckdb.connect() as connection:
        parquet.copy(
            connection,
            f"select {listed} from read_json({literal(str(lines))}, "
            f"format = 'newline_delimited', columns = {{{columns}}})",
            path,
        )
