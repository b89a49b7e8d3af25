"""What a close keeps: lines, mapping, the files behind them, and the outturn made of them."""

from decimal import Decimal
from pathlib import Path

import duckdb

from publish.closes.asked import CloseRefused, Period
from publish.closes.records import TOTALS, Close

FROZEN = {
    "ledger.parquet": """
        select
            journal_id, line_number, financial_period as posted_period, cost_centre, subjective,
            outturn_line, amount_gbp
        from published.marts.fct_ledger
        where la_code = $la and financial_year = $year and financial_period <= $period
    """,
    "inputs.parquet": """
        select dataset, business_date, file_name, sha256, load_id
        from published.ops.load_receipts
        where la_code = $la and source = 'finance_ledger' and is_current
    """,
    "mapping.parquet": """
        select cost_centre, subjective, dsg_block, spend_category, s251_line, outturn_line
        from published.marts.ledger_accounts
        where la_code = $la
    """,
    "outturn.parquet": """
        select * from published.marts.dsg_outturn
        where la_code = $la and financial_year = $year and financial_period <= $period
    """,
}
# The report made again from the lines and the mapping that are kept beside it.
NOT_OF_ITS_LINES = """
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


def freeze(db: duckdb.DuckDBPyConnection, period: Period, building: Path) -> dict[str, str]:
    """Write the files of a close; return the totals that it reports, in pounds."""
    db.execute("set threads = 1")  # the same rows give the same bytes on every machine
    for name, query in FROZEN.items():
        table = name.removesuffix(".parquet")
        asked = {k: v for k, v in period.asked.items() if f"${k}" in query}
        db.execute(f"create temp table {table} as {query} order by all", asked)
        path = str(building / name).replace("'", "''")
        db.execute(f"copy {table} to '{path}' (format parquet, compression zstd)")
    if db.execute(NOT_OF_ITS_LINES).fetchall() != [(0,)]:
        raise CloseRefused(
            f"{period} can't be closed: its published outturn is not the sum of its published "
            "lines, which is a fault of the house. Tell whoever keeps it."
        )
    row = db.execute(
        f"select {', '.join(TOTALS)} from outturn "
        "where dsg_block = 'total' and financial_period = $period",
        {"period": period.financial_period},
    ).fetchall()[0]
    return {name: str(value) for name, value in zip(TOTALS, row, strict=True)}


def must_be_the_same(db: duckdb.DuckDBPyConnection, period: Period, standing: Close) -> None:
    """Refuse to close again what would now say something else."""
    lines, money = _changed_lines(db, standing)
    rows = db.execute(
        f"select count(*) from (select dsg_block, {', '.join(TOTALS)} from outturn "
        f"where financial_period = $period except select dsg_block, {', '.join(TOTALS)} "
        "from read_parquet($kept) where financial_period = $period)",
        {"period": period.financial_period, "kept": str(standing.folder / "outturn.parquet")},
    ).fetchall()[0][0]
    if lines or rows:
        raise CloseRefused(
            f"{period} stands closed as v{standing.said['close_version']} of "
            f"{standing.said['closed_at']}, and that figure stays. Since then {lines:,} lines have "
            f"been posted, changed, mapped otherwise or taken back (£{money:,.2f} net), and "
            f"{rows} of its outturn's figures differ: they show in dsg_outturn_as_reported. To "
            "report them, reopen the period (make reopen) and close it again."
        )


def _changed_lines(db: duckdb.DuckDBPyConnection, standing: Close) -> tuple[int, Decimal]:
    """How many lines are not as they were at a close, and what that comes to in pounds."""
    kept = {"kept": str(standing.folder / "ledger.parquet")}
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
