"""The tables of closes that dbt reads, `$SEND_HOME/closes/*.parquet`, written before each build."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import duckdb

from publish.closes import record, store
from publish.closes.record import TOTALS, Close
from publish.closes.store import Damage
from send_home import temporary

MONEY = "decimal(18, 2)"
KEY = {
    "la_code": "varchar",
    "financial_year": "varchar",
    "financial_period": "integer",
    "close_version": "integer",
}
CLOSES = {
    **KEY,
    "closed_at": "date",
    "closed_by": "varchar",
    "close_recorded_at": "timestamp",
    "reopened_at": "date",
    "reopened_by": "varchar",
    "reopened_reason": "varchar",
    "reopening_recorded_at": "timestamp",
    "input_sha256": "varchar",
    "mapping_sha256": "varchar",
    "output_sha256": "varchar",
    **dict.fromkeys(TOTALS, MONEY),
}
LEDGER = {
    "journal_id": "varchar",
    "line_number": "bigint",
    "posted_period": "integer",
    "cost_centre": "varchar",
    "subjective": "varchar",
    "outturn_line": "varchar",
    "amount_gbp": MONEY,
}
ACCOUNTS = {
    "cost_centre": "varchar",
    "subjective": "varchar",
    "budget_gbp": MONEY,
    "actual_to_date_gbp": MONEY,
    "forecast_outturn_gbp": MONEY,
}
REMARKS = {"line": "varchar", "remark": "varchar"}
OUTTURN = {"dsg_block": "varchar", **dict.fromkeys(TOTALS, MONEY)}
DAMAGED = {"la_code": "varchar", "place": "varchar", "problem": "varchar"}


def export(home: Path) -> list[Damage]:
    """Write the closes, what each reported and the ledger lines that it contained.

    Without closes the tables have no rows. A damaged record is in the table `damaged` and, unless
    only an earlier record is missing, in no other. Return what is damaged.
    """
    closes, damaged = store.read(home)
    (home / "closes").mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as db:
        db.execute("set threads = 1")  # the same bytes on every machine
        _table(db, "damaged", DAMAGED, [(d.la_code, d.place, d.problem) for d in damaged])
        _table(db, "closes", {**CLOSES, "folder": "varchar"}, map(_row, closes))
        _copy(db, home, "damaged", "from damaged")
        _copy(db, home, "closes", f"select {', '.join(CLOSES)} from closes")
        _copy(db, home, "outturn", _outturn(closes))
        _copy(db, home, "ledger", _of_files(closes, record.LEDGER, LEDGER))
        _copy(db, home, "accounts", _of_files(closes, record.ACCOUNTS, ACCOUNTS))
        _copy(db, home, "remarks", _of_files(closes, record.REMARKS, REMARKS))
    return damaged


def _row(close: Close) -> tuple[object, ...]:
    """Return a close as a row of CLOSES, with its folder."""
    recorded, reopening = close.record, close.reopening
    period = recorded.period
    values: dict[str, object] = {
        "la_code": period.la_code,
        "financial_year": period.financial_year,
        "financial_period": period.financial_period,
        "close_version": recorded.version,
        "closed_at": recorded.closed_at,
        "closed_by": recorded.closed_by,
        "close_recorded_at": recorded.recorded_at,
        "reopened_at": reopening and reopening.reopened_at,
        "reopened_by": reopening and reopening.reopened_by,
        "reopened_reason": reopening and reopening.reason,
        "reopening_recorded_at": reopening and reopening.recorded_at,
        **close.fingerprints,
        **asdict(recorded.totals),
    }
    return (*(values[name] for name in CLOSES), str(close.folder))


def _table(
    db: duckdb.DuckDBPyConnection,
    name: str,
    columns: dict[str, str],
    rows: Iterable[tuple[object, ...]],
) -> None:
    typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    db.execute(f"create table {name} ({typed})")
    for row in rows:
        db.execute(f"insert into {name} values ({', '.join('?' * len(row))})", list(row))


def _outturn(closes: Sequence[Close]) -> str:
    """Select each close's own period; its file has the earlier periods of the year as well."""
    return _of_files(
        closes, record.OUTTURN, OUTTURN, "and rows.financial_period = closes.financial_period"
    )


def _of_files(
    closes: Sequence[Close], name: str, columns: dict[str, str], condition: str = ""
) -> str:
    """Select the rows of one file of every close that has it, with the key of the close."""
    closes = [close for close in closes if name in close.files]
    typed = ", ".join(f"cast(rows.{c} as {kind}) as {c}" for c, kind in columns.items())
    key = ", ".join(f"closes.{column}" for column in KEY)
    if not closes:
        nulls = ", ".join(f"cast(null as {kind}) as {c}" for c, kind in columns.items())
        return f"select {key}, {nulls} from closes limit 0"
    paths = ", ".join(_literal(close.folder / name) for close in closes)
    return (
        f"select {key}, {typed} from closes join "
        f"read_parquet([{paths}], union_by_name = true, filename = true) as rows "
        f"on rows.filename = closes.folder || '/{name}' {condition} order by all"
    )


def _copy(db: duckdb.DuckDBPyConnection, home: Path, name: str, query: str) -> None:
    path = home / "closes" / f"{name}.parquet"
    part = temporary.file(path)
    db.execute(f"copy ({query}) to {_literal(part)} (format parquet, compression zstd)")
    os.replace(part, path)


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
