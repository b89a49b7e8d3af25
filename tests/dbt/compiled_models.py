"""What the compiled SQL of the models shows, of a warehouse that was built without rows."""

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

from tests.dbt.conftest import PROJECT, Warehouse


def loops_over_all_pairs(warehouse: Warehouse) -> list[str]:
    """Models with an outer join whose condition compares no column of one side with a column of
    the other. DuckDB then tries each row with each row, and England has half a million plans."""
    compiled = warehouse.home / "dbt" / "target" / "compiled" / "send_warehouse" / "models"
    found = []
    with duckdb.connect(str(warehouse.home / "warehouse.duckdb"), read_only=True) as connection:
        for path in sorted(compiled.rglob("*.sql")):
            if any(folder.suffix == ".yml" for folder in path.parents):  # the SQL of a test
                continue
            explain = f"explain (format json) {path.read_text('utf-8')}"
            [(_, plan)] = connection.execute(explain).fetchall()
            if any(
                each["name"] == "BLOCKWISE_NL_JOIN" and each["extra_info"]["Join Type"] != "INNER"
                for each in operators(json.loads(plan))
            ):
                found.append(path.stem)
    return found


def rows_of_seed(name: str) -> list[list[str]]:
    with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def methods_compared(warehouse: Warehouse) -> list[str]:
    """The methods that compare amounts, in the order in which each leaves lines to the next."""
    ledger = warehouse.home / "dbt/target/compiled/send_warehouse/models/intermediate/matching"
    stages = ("exact_amount", "likely_amount", "other_period")
    sql = [(ledger / f"int_matches_by_{stage}.sql").read_text("utf-8") for stage in stages]
    return list(dict.fromkeys(re.findall(r"'(\w+)' as match_method", "".join(sql))))


def operators(plan: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in plan:
        yield each
        yield from operators(each["children"])
