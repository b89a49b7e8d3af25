"""The failing rows that dbt's tests stored, as lines for the person on call.

A test names the columns that its line shows in `meta.columns_in_messages`; without any it has no
line. Columns that could lead to a person are not named there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from steps.reporting import StepFailed, count

if TYPE_CHECKING:
    import duckdb

ROWS = 3
MOST_AUTHORITIES = 5


@dataclass(frozen=True)
class StoredTest:
    """A test that stores its failing rows, by authority, in the table `relation`."""

    name: str
    relation: str
    columns: tuple[str, ...]


def authorities(path: Path, stored_failures: dict[str, str | None]) -> list[str]:
    """Return the la_codes in the failing rows that authority gates stored, by test. Raises
    StepFailed where a gate stored no la_code, because then no authority can be held back for it."""
    import duckdb

    if not stored_failures:
        return []
    held: set[str] = set()
    with duckdb.connect(str(path), read_only=True) as warehouse:
        for test, relation in stored_failures.items():
            codes = (
                warehouse.execute(f"select distinct la_code from {relation}").fetchall()
                if relation
                else []
            )
            if not codes or (None,) in codes:
                raise StepFailed(f"{test} failed but names no authority.")
            held |= {code for (code,) in codes}
    return sorted(held)


def with_rows(path: Path, stored_failures: dict[str, str | None]) -> set[str]:
    """Return the tests that have failing rows in the warehouse. A build of some authorities only
    leaves those of the others there, and does not count them in dbt's results."""
    import duckdb

    with duckdb.connect(str(path), read_only=True) as warehouse:
        return {
            test
            for test, relation in stored_failures.items()
            if relation and warehouse.execute(f"from {relation} limit 1").fetchall()
        }


def counted(path: Path, relation: str) -> str:
    """Return the number of rows that a test stored, with those of the authorities that have most
    where the rows name an authority: `8 rows (990: 5, 991: 3)`."""
    import duckdb

    with duckdb.connect(str(path), read_only=True) as warehouse:
        total = warehouse.execute(f"select count(*) from {relation}").fetchall()[0][0]
        columns = [name for name, *_ in warehouse.execute(f"describe {relation}").fetchall()]
        if "la_code" not in columns:
            return count(total, "row")
        of_each = warehouse.execute(
            f"select la_code, count(*) from {relation} where la_code is not null "
            "group by la_code order by count(*) desc, la_code"
        ).fetchall()
    parts = [f"{la_code}: {rows:,}" for la_code, rows in of_each[:MOST_AUTHORITIES]]
    more = len(of_each) - MOST_AUTHORITIES
    parts += [f"and {more:,} more authorities"] if more > 0 else []
    return count(total, "row") + (f" ({', '.join(parts)})" if parts else "")


def lines(warehouse: Path, tests: Sequence[StoredTest], la_code: str | None = None) -> list[str]:
    """One line for each test and authority with failing rows: their number, and the first rows.
    With `la_code`, for that authority only."""
    import duckdb

    found: list[str] = []
    with duckdb.connect(str(warehouse), read_only=True) as db:
        for test in tests:
            sizes = db.execute(
                f"select la_code, count(*) from {test.relation} "
                "where la_code = $1 or $1 is null group by la_code order by la_code",
                [la_code],
            ).fetchall()
            for code, rows in sizes:
                more = [f"and {rows - ROWS:,} more"] if rows > ROWS else []
                parts = "; ".join([*_first_rows(db.cursor(), test, code), *more])
                found.append(f"{code} {test.name}: {count(rows, 'row')}: {parts}")
    return found


def _first_rows(db: "duckdb.DuckDBPyConnection", test: StoredTest, la_code: str) -> list[str]:
    rows = db.execute(
        f"select {', '.join(test.columns)} from {test.relation} "
        f"where la_code = $1 order by all limit {ROWS}",
        [la_code],
    ).fetchall()
    return [
        ", ".join(f"{name} {value}" for name, value in zip(test.columns, row, strict=True))
        for row in rows
    ]
