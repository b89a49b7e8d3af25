"""The summary says in one screen what came, what is published and how to read it."""

import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from publish import snapshot
from publish.summary import summary

BuildWarehouse = Callable[[dict[str, int]], None]

RECEIPT = {"la_code": "990", "outcome": "accepted", "rows_read": 1200, "rows_accepted": 1200}


def test_counts_files_rows_and_the_latest_years_rate(
    home: Path, build_warehouse: BuildWarehouse
) -> None:
    build_warehouse({"990": 10})
    snapshot.publish(home, date(2026, 11, 20), set())
    lines = [line.split() for line in summary(home, [RECEIPT]).splitlines()]

    assert ["990", "1", "0", "0", "0", "1,200", "1,200", "0", "0"] in lines
    assert ["marts.timeliness", "2"] in lines
    assert ["990", "2026", "1", "10", "50.0"] in lines


def test_the_line_that_queries_it_works(home: Path, build_warehouse: BuildWarehouse) -> None:
    build_warehouse({"990": 10})
    snapshot.publish(home, date(2026, 11, 20), set())
    query = summary(home, []).splitlines()[-1].strip()
    _, *arguments = shlex.split(query)
    shown = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)

    assert "final_plan_20_weeks" in shown.stdout


def test_nothing_published_is_said(tmp_path: Path) -> None:
    assert "Nothing is published yet" in summary(tmp_path, [])
