"""The files of a close: ledger lines, account mapping, hashes of the files behind them, outturn."""

from decimal import Decimal
from pathlib import Path

import duckdb

from publish.closes.period import CloseRefused, Period
from publish.closes.record import (
    ACCOUNTS,
    LEDGER,
    MAPPING,
    OUTTURN,
    RECEIPTS,
    REMARKS,
    TOTALS,
    Close,
    Totals,
)
from publish.reader import has_table

QUERIES = {
    LEDGER: """
        select
            journal_id, line_number, financial_period as posted_period, cost_centre, subjective,
            outturn_line, amount_gbp
        from published.marts.fct_ledger
        where la_code = $la and financial_year = $year and financial_period <= $period
    """,
    RECEIPTS: """
        select dataset, business_date, file_name, sha256, load_id
        from published.ops.load_receipts
        where la_code = $la and source = 'finance_ledger' and is_current
    """,
    MAPPING: """
        select cost_centre, subjective, dsg_block, spend_category, s251_line, outturn_line
        from published.marts.ledger_accounts
        where la_code = $la
    """,
    OUTTURN: """
        select * from published.marts.dsg_outturn
        where la_code = $la and financial_year = $year and financial_period <= $period
    """,
}
# What a close keeps besides, of its own period, by the mart that it is taken from.
BESIDES = {
    ACCOUNTS: """
        select
            cost_centre, subjective, budget_gbp, actual_to_date_gbp, forecast_outturn_gbp
        from published.marts.account_outturn
        where la_code = $la and financial_year = $year and financial_period = $period
    """,
    REMARKS: """
        select line, remark from published.marts.outturn_remarks
        where
            la_code = $la and financial_year = $year and financial_period = $period
            and close_version is null
    """,
}
MARTS_BESIDES = {ACCOUNTS: "marts.account_outturn", REMARKS: "marts.outturn_remarks"}
# Outturn amounts that are not the sum of the kept lines under the kept mapping.
WRONG_AMOUNTS = """
    with mapped as (
        select lines.posted_period, lines.amount_gbp, mapping.outturn_line
        from ledger as lines
        join mapping using (cost_centre, subjective)
    )
    select count(*)
    from outturn
    where actual_to_date_gbp <> (
        select coalesce(sum(mapped.amount_gbp), 0)
        from mapped
        where
            mapped.posted_period <= outturn.financial_period
            and (mapped.outturn_line = outturn.dsg_block or (
                outturn.dsg_block = 'total' and mapped.outturn_line is not null
            ))
    )
"""


def write(db: duckdb.DuckDBPyConnection, period: Period, building: Path) -> Totals:
    """Write the files of a close and return its totals.

    Raises CloseRefused where the published outturn is not the sum of the published lines. The
    temporary tables `ledger` and `outturn` stay in the connection for `require_same_figures`.
    """
    db.execute("set threads = 1")  # the same rows give the same bytes on every machine
    besides = {name: BESIDES[name] for name, mart in MARTS_BESIDES.items() if has_table(db, mart)}
    for name, query in (QUERIES | besides).items():
        table = name.removesuffix(".parquet")
        db.execute(f"create temp table {table} as {query} order by all", period.parameters(query))
        path = str(building / name).replace("'", "''")
        db.execute(f"copy {table} to '{path}' (format parquet, compression zstd)")
    if db.execute(WRONG_AMOUNTS).fetchall() != [(0,)]:
        raise CloseRefused(
            f"{period} can't be closed: its published outturn is not the sum of its published "
            "lines. This is an internal error: report it to whoever maintains this installation."
        )
    row = db.execute(
        f"select {', '.join(TOTALS)} from outturn "
        "where dsg_block = 'total' and financial_period = $period",
        {"period": period.financial_period},
    ).fetchall()[0]
    return Totals(*row)


def require_same_figures(db: duckdb.DuckDBPyConnection, current: Close) -> None:
    """Raise CloseRefused where a closed period would be closed with other lines or figures."""
    record = current.record
    lines, money = _changed_lines(db, current)
    ((figures,),) = db.execute(
        f"select count(*) from (select dsg_block, {', '.join(TOTALS)} from outturn "
        f"where financial_period = $period except select dsg_block, {', '.join(TOTALS)} "
        "from read_parquet($kept) where financial_period = $period)",
        {"period": record.period.financial_period, "kept": str(current.folder / OUTTURN)},
    ).fetchall()
    if lines or figures:
        raise CloseRefused(
            f"{record.period} is already closed as v{record.version} of {record.closed_at}, and "
            f"that figure stays. Lines posted, changed, remapped or removed since: {lines:,} "
            f"(£{money:,.2f} net). Figures of the outturn that differ: {figures}. "
            "marts.dsg_outturn_as_reported shows them. To report them, reopen the period (send "
            "reopen) and close it again."
        )


def _changed_lines(db: duckdb.DuckDBPyConnection, current: Close) -> tuple[int, Decimal]:
    """Return how many lines have changed since a close, and their net amount in pounds."""
    kept = {"kept": str(current.folder / LEDGER)}
    found = db.execute(
        """
        with changed as (
            select *, 1 as sign from (from ledger except all from read_parquet($kept))
            union all
            select *, -1 as sign from (from read_parquet($kept) except all from ledger)
        )
        select count(distinct (journal_id, line_number)), coalesce(sum(sign * amount_gbp), 0)
        from changed
        """,
        kept,
    ).fetchall()[0]
    return int(found[0]), Decimal(found[1])
