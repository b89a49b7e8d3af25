"""docs/add-an-output.md quotes code that is there, and its example is an output."""

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path

import duckdb
import pytest

from publish import outputs, snapshot
from publish.snapshot import Draft, Output

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "add-an-output.md").read_text("utf-8")
LIST, PAGES, PER_AUTHORITY, EXAMPLE, _ = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize(
    ("path", "quoted"),
    [
        ("publish/outputs.py", LIST),
        ("publish/page/open_page.py", PAGES),
        ("publish/page/per_authority.py", PER_AUTHORITY),
    ],
)
def test_the_guide_quotes_the_code(path: str, quoted: str) -> None:
    code = (ROOT / path).read_text("utf-8")
    assert [part for part in quoted.rstrip().split("\n\n") if part not in code] == []


def test_the_guide_names_every_field_that_an_output_gets() -> None:
    table = GUIDE.split("## What an output gets")[1].split("\n## ")[0]
    named = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert sorted(named) == sorted(field.name for field in fields(Draft))


def test_the_guides_output_writes_the_rates(
    home: Path, build_warehouse: Callable[[dict[str, int]], None]
) -> None:
    build_warehouse({"990": 10})
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("update marts.timeliness set period_type = 'month' where completed = 10")
    module: dict[str, Callable[[Draft], None]] = {}
    exec(EXAMPLE, module)
    written = [outputs.TABLES, Output("rates", module["write"])]
    done = snapshot.publish(home, date(2026, 11, 20), set(), written)
    assert (done.path / "rates" / "twenty_weeks.csv").read_text("utf-8").splitlines() == [
        "la_code,period_start,completed,within_time,within_time_pct",
        "990,2026-01-01,10,1,50.0",
    ]
