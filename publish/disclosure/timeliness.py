"""Adds the figures of `marts.timeliness_published` and `marts.open_requests_published`."""

import duckdb

from publish.disclosure import one_dimension
from publish.disclosure.system import Secret, Sum, System, total

RATES = """
    select
        la_code, clock, period_start, completed, within_time, within_time_pct,
        completed_excluding_exceptions, within_time_excluding_exceptions,
        within_time_excluding_exceptions_pct
    from {table}
    order by all
"""
BANDS = "select la_code, as_at, band, is_total, requests from {table} order by all"


def add_rates(system: System, db: duckdb.DuckDBPyConnection, table: str) -> None:
    """Add each half-year as four cells: in time or late, with an exception or without."""
    for la_code, clock, start, *figures in db.execute(RATES.format(table=table)).fetchall():
        completed, within, pct, completed_ex, within_ex, pct_ex = figures
        if None in (completed, within, completed_ex, within_ex):
            cells = [Sum((system.cell(0),)) for _ in range(4)]
        else:
            late_ex, excepted = completed_ex - within_ex, within - within_ex
            rest = completed - completed_ex - excepted
            cells = [Sum(known=each) for each in (within_ex, late_ex, excepted, rest)]
        in_time, late, in_time_excepted, late_excepted = cells
        whole = total((in_time, late, in_time_excepted, late_excepted))
        sums = {
            "in time": total((in_time, in_time_excepted)),
            "late": total((late, late_excepted)),
            "excepted": total((in_time_excepted, late_excepted)),
            "in time without exception": in_time,
            "late without exception": late,
            "in time with exception": in_time_excepted,
            "late with exception": late_excepted,
        }
        without = total((in_time, late))
        shown = [
            (whole, completed),
            (sums["in time"], within),
            (without, completed_ex),
            (in_time, within_ex),
        ]
        for people, number in shown:
            if number is not None:
                system.is_known(people, number)
        if pct is not None and None in (completed, within):
            system.rate_is_known(sums["in time"], whole, float(pct))
        if pct_ex is not None and None in (completed_ex, within_ex):
            system.rate_is_known(in_time, without, float(pct_ex))
        named = f"timeliness_published, {clock}, {start}"
        system.secrets += [Secret(la_code, f"{named}, {what}", sums[what]) for what in sums]


def add_bands(system: System, db: duckdb.DuckDBPyConnection, table: str) -> None:
    """Add each band of open requests as one cell."""
    rows = db.execute(BANDS.format(table=table)).fetchall()
    one_dimension.add(system, "open_requests_published", rows)
