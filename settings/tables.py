"""The settings that the marts need, as Parquet: written before each dbt build."""

from pathlib import Path

import duckdb

from settings import rag_limits, temporary
from settings.problem import InvalidSettings


def rag_limits_file(home: Path) -> Path:
    return home / "settings_tables" / "rag_limits.parquet"


def write(home: Path) -> None:
    """Write `settings_tables/rag_limits.parquet`: one row per measure and rag; none where the
    settings file is wrong."""
    try:
        rows = list(rag_limits.FILE.read(home).rows())
    except InvalidSettings:
        rows = []
    path = rag_limits_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = temporary.file(path)
    with duckdb.connect() as connection:
        connection.execute(
            "create table limits (measure varchar, rag varchar, at_least_pct decimal(9, 1), "
            "below_pct decimal(9, 1))"
        )
        if rows:
            connection.executemany("insert into limits values (?, ?, ?, ?)", rows)
        connection.table("limits").write_parquet(str(part))
    part.replace(path)
