"""A small warehouse to publish from."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.publish import thirty_authorities

BuildWarehouse = Callable[[dict[str, int]], None]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "a home"


@pytest.fixture
def build_warehouse(home: Path) -> BuildWarehouse:
    """Return a function that builds the warehouse, with a number of completed plans by la_code."""

    def build(completed: dict[str, int]) -> None:
        home.mkdir(exist_ok=True)
        (home / "warehouse.duckdb").unlink(missing_ok=True)
        with duckdb.connect(str(home / "warehouse.duckdb")) as db:
            db.execute(
                """
                create schema marts; create schema ops; create schema staging;
                create table staging.secret (la_code varchar);
                create table marts.timeliness (
                    la_code varchar, clock varchar, period_type varchar, period_start date,
                    completed bigint, within_time bigint, within_time_pct decimal(4, 1)
                );
                create view marts.totals as
                    select cast(sum(completed) as bigint) as completed from marts.timeliness;
                create table ops.load_receipts (la_code varchar, findings varchar[]);
                insert into ops.load_receipts values ('990', ['late']), ('991', []);
                """
            )
            for la_code, count in completed.items():
                db.execute(
                    "insert into marts.timeliness values "
                    "($1, 'final_plan_20_weeks', 'calendar_year', '2025-01-01', 9, 3, 33.3), "
                    "($1, 'final_plan_20_weeks', 'calendar_year', '2026-01-01', $2, 1, 50.0)",
                    [la_code, count],
                )

    return build


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path]:
    """Two homes with the same publication of thirty authorities."""
    both = tmp_path / "by_rows", tmp_path / "whole"
    for home in both:
        home.mkdir()
        thirty_authorities.run(home, thirty_authorities.WAREHOUSE)
        thirty_authorities.publish(home)
    return both
