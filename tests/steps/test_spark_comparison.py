"""The comparison of marts that Spark built with those of the warehouse finds every difference."""

from pathlib import Path

import duckdb
import pytest

from steps.spark.build import Built
from steps.spark.comparison import Compared, compare

ROWS = [("991", 1, "0.10"), ("991", None, "0.10"), ("991", None, "0.10"), (None, 2, None)]


def _table(rows: list[tuple[object, ...]], money: str = "decimal(18, 2)") -> str:
    values = ", ".join(
        "(" + ", ".join("null" if each is None else f"'{each}'" for each in row) + ")"
        for row in rows
    )
    columns = f"cast(a as varchar) as la_code, cast(b as bigint) as n, cast(c as {money}) as gbp"
    return f"select {columns} from (values {values}) as given (a, b, c)"


def _compared(tmp_path: Path, spark: str | None, warehouse: str | None = None) -> Compared:
    """One table of the warehouse against what Spark wrote of it in two files."""
    path = tmp_path / "warehouse.duckdb"
    folder = tmp_path / "marts.db" / "m"
    folder.mkdir(parents=True)
    with duckdb.connect(str(path)) as db:
        db.execute("create schema marts")
        if warehouse is None:
            db.execute(f"create table marts.m as {_table(ROWS)}")
        if spark:
            for number in range(2):
                numbered = f"select *, row_number() over () as i from ({spark})"
                part = f"select * exclude (i) from ({numbered}) where i % 2 = {number}"
                db.execute(f"copy ({part}) to '{folder}/{number}.parquet'")
    built = Built({("marts", "m"): folder} if spark else {("marts", "other"): folder})
    return next(each for each in compare(path, built) if each.table == "m")


def test_the_same_rows_in_another_order_are_equal(tmp_path: Path) -> None:
    compared = _compared(tmp_path, _table(ROWS[::-1]))
    assert compared.differences == ()
    assert (compared.rows, compared.values) == (4, 12)


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([*ROWS[:3], (None, 2, "0.11")], "gbp"),  # a value in place of null
        ([("991", 1, "0.11"), *ROWS[1:]], "gbp"),  # a penny
        ([*ROWS[:2], *ROWS[3:]], "n"),  # a row once instead of twice
    ],
)
def test_another_value_is_a_difference(tmp_path: Path, rows: list[object], column: str) -> None:
    compared = _compared(tmp_path, _table(rows))  # type: ignore[arg-type]
    assert f"column {column} differs" in compared.differences


def test_a_row_too_many_is_a_difference(tmp_path: Path) -> None:
    compared = _compared(tmp_path, _table([*ROWS, ROWS[0]]))
    assert compared.differences == ("0 rows are in DuckDB only, 1 in Spark only",)


def test_another_type_is_a_difference(tmp_path: Path) -> None:
    compared = _compared(tmp_path, _table(ROWS, money="double"))
    assert "('gbp', 'DECIMAL(18,2)') is ('gbp', 'DOUBLE') on Spark" in compared.differences[0]


def test_a_table_that_one_engine_lacks_is_a_difference(tmp_path: Path) -> None:
    assert _compared(tmp_path, None).differences == ("it is missing in Spark",)
