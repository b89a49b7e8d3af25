"""Figures of a past date, once as they were known then and once as they are known months later.

The invented authority is never corrected between the two nights, so the two must agree with each
other and with what the generator counted on the past night, from that night's rows alone.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from synthetic.__main__ import main as invent
from tests.dbt.conftest import Warehouse, build, only

THEN, NOW = "2026-06-30", "2026-10-20"
COUNTED = (
    "completed",
    "within_time",
    "completed_excluding_exceptions",
    "within_time_excluding_exceptions",
)
ACTIVITIES = (
    "requests_received",
    "decided_to_assess",
    "decided_not_to_assess",
    "agreed_to_issue",
    "plans_issued",
    "not_issued",
    "plans_transferred_in",
    "plans_ceased",
    "plans_transferred_out",
)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Both nights' extracts, by path below landing, and the answers of the first."""
    home = tmp_path_factory.mktemp("invented")
    options = [f"--home={home}", "--nights=1", "--authorities=990", "--scale=0.3", "--no-spoil"]
    assert invent([*options, f"--last-night={THEN}"]) == 0
    answers = json.loads((home / "synthetic" / "answers.json").read_text("utf-8"))
    assert invent([*options, f"--last-night={NOW}"]) == 0
    landing = home / "landing"
    extracts = sorted((landing / "990" / "case_system").iterdir())
    files = {path.relative_to(landing).as_posix(): Path.read_bytes(path) for path in extracts}
    return files, answers["authorities"]["990"]["expected"]


@pytest.fixture(scope="module")
def home(nights, loaded: Callable[..., Path]) -> Path:
    return loaded(nights[0])


@pytest.fixture(scope="module", params=[THEN, NOW])
def past(request, home: Path) -> Warehouse:
    """The warehouse as at the first night, known then or later."""
    marts = only("path:models/marts/timeliness", "plan_growth")
    return build(home, *marts, as_at=THEN, known_on=request.param)


def test_timeliness_counts_nothing_after_the_reporting_date(past, nights):
    rows = past.rows(
        f"select clock, strftime(period_start, '%Y-%m'), {', '.join(COUNTED)}, median_days "
        "from marts.timeliness where period_type = 'month' and completed > 0"
    )
    found = {(clock, period): tuple(counts) for clock, period, *counts in rows}
    assert found == {
        (clock, period): (
            *(cell[name] for name in COUNTED),
            None if cell["median_days"] is None else Decimal(str(cell["median_days"])),
        )
        for clock, periods in nights[1]["timeliness"].items()
        for period, cell in periods["month"].items()
    }
    assert {clock for clock, _ in found} == set(nights[1]["timeliness"])


def test_activity_has_no_event_after_the_reporting_date(past, nights):
    rows = past.rows(
        f"select strftime(period_start, '%Y-%m'), {', '.join(ACTIVITIES)} "
        "from marts.ehc_activity where period_type = 'month'"
    )
    found = {month: dict(zip(ACTIVITIES, counts, strict=True)) for month, *counts in rows}
    assert max(found) == "2026-06"
    assert {month: cell for month, cell in found.items() if any(cell.values())} == {
        month: {name: cell.get(name, 0) for name in ACTIVITIES}
        for month, cell in nights[1]["activity"]["month"].items()
        if any(cell.get(name) for name in ACTIVITIES)
    }


def test_a_plan_that_ceased_later_is_active(past, nights):
    expected = nights[1]["plans"]
    [(active,)] = past.rows(
        "select active_at_end from marts.ehc_activity "
        "where period_type = 'month' and period_start = date '2026-06-01'"
    )
    assert active == expected["active_on_last_night"]
    years = past.rows(
        "select calendar_year::varchar, plans_ceased from marts.plan_growth where plans_ceased > 0"
    )
    assert dict(years) == expected["ceased_by_year"]


def test_requests_have_their_status_of_the_reporting_date(past, nights):
    statuses = past.rows("select status, count(*) from marts.fct_ehc_requests group by status")
    assert dict(statuses) == nights[1]["requests"]["by_status"]
    weeks = past.rows(
        "select week_open::varchar, requests, already_breached, due_in_28_days "
        "from marts.open_requests where requests > 0"
    )
    assert {week: counts for week, *counts in weeks} == {
        week: list(cell.values()) for week, cell in nights[1]["open_requests"].items()
    }
