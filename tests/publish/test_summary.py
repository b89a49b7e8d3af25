"""The summary shows the files, what is published and how to query it."""

import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from publish import outputs, snapshot
from publish.oncall.summary import FileCounts, summary

BuildWarehouse = Callable[[dict[str, int]], None]

FILE = FileCounts("990", "accepted", rows_read=1200, rows_accepted=1200)


def test_the_summary_counts_files_rows_and_the_latest_years_rate(
    home: Path, build_warehouse: BuildWarehouse
) -> None:
    build_warehouse({"990": 10})
    snapshot.publish(home, date(2026, 11, 20), set(), [outputs.TABLES])
    lines = [line.split() for line in summary(home, [FILE]).splitlines()]

    assert ["990", "1", "0", "0", "0", "0", "1,200", "1,200", "0", "0", "0"] in lines
    assert ["marts.timeliness", "2"] in lines
    assert ["990", "2026", "1", "10", "50.0"] in lines


def test_the_rows_of_a_superseded_file_do_not_count_as_accepted(tmp_path: Path) -> None:
    replaced = FileCounts("990", "superseded", rows_read=200, rows_superseded=200)
    lines = [line.split() for line in summary(tmp_path, [FILE, replaced]).splitlines()]
    assert ["990", "1", "0", "0", "0", "1", "1,400", "1,200", "0", "0", "200"] in lines


def test_the_printed_query_works(home: Path, build_warehouse: BuildWarehouse) -> None:
    build_warehouse({"990": 10})
    home = home.rename(home.with_name("it's a home"))
    snapshot.publish(home, date(2026, 11, 20), set(), [outputs.TABLES])
    query = summary(home, []).splitlines()[-1].strip()
    _, *arguments = shlex.split(query)
    shown = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)

    assert "final_plan_20_weeks" in shown.stdout


def test_the_summary_names_the_command_where_nothing_is_published(tmp_path: Path) -> None:
    assert "Nothing is published yet" in summary(tmp_path, [])
