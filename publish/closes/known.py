"""The records of closes that are known: one that is gone since was deleted or not restored, and its
period must not count as open.

They are the tables that each decision and each build writes for dbt, `$SEND_HOME/closes`. A record
that is missing stays in the table `damaged` until it is there again. Whoever deletes the folder
gives it up.
"""

from pathlib import Path

import duckdb

from publish.closes.period import CloseRefused
from publish.sql import literal

ROOT = Path("landing", ".received", "closes")  # below the home
TABLES = ("closes", "damaged")
PLACES = """
    with known as (
        select
            la_code, reopened_at,
            concat_ws('/', {root}, la_code, financial_year, financial_period, 'v' || close_version)
                as place
        from read_parquet({closes})
    )
    select la_code, place from known
    union
    select la_code, place || '.reopened.json' from known where reopened_at is not null
    union
    select la_code, place from read_parquet({damaged})
    order by all
"""


def missing(home: Path) -> list[tuple[str, str]]:
    """The authority and the place, below the home, of each record that is known and gone. Raises
    CloseRefused where the tables can't be read."""
    if not all(path.exists() for path in _tables(home)):
        return []
    closes, damaged = map(literal, _tables(home))
    query = PLACES.format(root=literal(ROOT), closes=closes, damaged=damaged)
    try:
        with duckdb.connect() as db:
            known = db.execute(query).fetchall()
    except duckdb.Error:
        raise CloseRefused(
            f"{home / 'closes'} can't be read: a table in it is damaged. Run `send night`, which "
            "writes it again from landing, then decide."
        ) from None
    return [(la_code, place) for la_code, place in known if not (home / place).exists()]


def delete_damaged(home: Path) -> list[str]:
    """Delete the tables where they can't be read, and return a line about them."""
    try:
        missing(home)
    except CloseRefused:
        for path in _tables(home):
            path.unlink()
        return [f"DAMAGED {home / 'closes'}: deleted. The build writes it from {home / ROOT}."]
    return []


def _tables(home: Path) -> list[Path]:
    return [home / "closes" / f"{name}.parquet" for name in TABLES]
