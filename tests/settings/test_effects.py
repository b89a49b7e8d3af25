"""What each settings file decides, and what holds without it."""

import datetime as dt
from decimal import Decimal

import duckdb
import pytest

from ingest import expected_files
from ingest.deletion import retention
from publish.closes import roles as closes_roles
from publish.closes.period import CloseRefused
from publish.page import display as pages
from settings import calendar, monitoring, rag_limits, tables
from settings.problem import InvalidSettings
from tests.ingest import shapes
from tests.settings.wrong_files import WRONG, write

DEFAULT_LIMITS = [
    ("deficit_movement", "amber", Decimal("1.0"), Decimal("3.0")),
    ("deficit_movement", "green", None, Decimal("1.0")),
    ("deficit_movement", "red", Decimal("3.0"), None),
    ("savings_forecast", "amber", Decimal("75.0"), Decimal("95.0")),
    ("savings_forecast", "green", Decimal("95.0"), None),
    ("savings_forecast", "red", None, Decimal("75.0")),
]


def limits(installation):
    tables.write(installation.home)
    path = tables.rag_limits_file(installation.home)
    with duckdb.connect() as connection:
        return connection.execute(f"from '{path}' order by all").fetchall()


def test_rag_limits_reach_the_marts_as_parquet(installation):
    assert limits(installation) == DEFAULT_LIMITS
    bands = "{green: {at_least_pct: 90}, red: {below_pct: 90}}"
    write(installation, "rag_limits.yml", f"savings_forecast: {bands}\n")
    assert limits(installation) == [
        *DEFAULT_LIMITS[:3],
        ("savings_forecast", "green", Decimal("90.0"), None),
        ("savings_forecast", "red", None, Decimal("90.0")),
    ]
    write(installation, "rag_limits.yml", WRONG["rag_limits.yml"][0])
    assert limits(installation) == []


def test_published_ledger_text_reaches_the_marts_as_parquet(installation):
    def named() -> list[tuple]:
        tables.write(installation.home)
        path = tables.ledger_text_file(installation.home)
        with duckdb.connect() as connection:
            return connection.execute(
                f"from '{path}' where kind <> 'word' or value in ('limited', 'minibuses') "
                "order by all"
            ).fetchall()

    assert named() == [("word", None, "limited")]
    write(
        installation,
        "ledger_text.yml",
        "descriptions: {'312': [H1], '313': all}\norganisations: {'312': [S1]}\n"
        "references: {'312': [H2]}\nwords: [Minibuses]\n",
    )
    assert named() == [
        ("description", "312", "H1"),
        ("description", "313", "all"),
        ("organisation", "312", "S1"),
        ("reference", "312", "H2"),
        ("word", None, "limited"),
        ("word", None, "minibuses"),
    ]
    write(installation, "ledger_text.yml", "descriptions: all\n")
    assert named() == [("word", None, "limited")]


def test_limits_leave_no_gap_and_do_not_overlap(installation):
    for text in WRONG["rag_limits.yml"][:2]:
        write(installation, "rag_limits.yml", text)
        with pytest.raises(InvalidSettings, match="no gap and do not overlap"):
            rag_limits.FILE.read(installation.home)


def test_a_page_has_the_settings_target_and_names(installation):
    assert pages.display(installation.home) == pages.Display(Decimal(90), {})
    assert pages.settings_of(installation.home) == ""
    write(installation, "targets.yml", "within_20_weeks_pct: 85.5\n")
    write(installation, "authorities.yml", "names: {'312': Hillingdon}\n")
    display = pages.Display(Decimal("85.5"), {"312": "Hillingdon"})
    assert pages.display(installation.home) == display
    assert pages.settings_of(installation.home) != ""
    write(installation, "targets.yml", WRONG["targets.yml"][0])
    assert pages.display(installation.home).target is None


def test_a_bank_holiday_and_a_closed_day_have_no_working_days_file(installation):
    installation.send("312/case_system/persons__2026-12-23.csv", shapes.persons())
    installation.load()
    since = expected_files.expected_since(installation.home)
    night, begins = dt.date(2026, 12, 31), dt.datetime(2027, 1, 1, 2, tzinfo=dt.UTC)

    def due():
        is_closed = calendar.read(installation.home).is_closed
        rows = expected_files.expand(since, night, begins, is_closed)
        return [(row[3].day, row[4].day) for row in rows]

    assert due() == [(23, 23), (24, 28), (29, 29), (30, 30), (31, 3)]
    write(installation, "calendar.yml", "closed: [2026-12-29, 2026-12-31]\n")
    assert due() == [(23, 23), (24, 29), (30, 3)]
    write(installation, "calendar.yml", "bank_holidays: false\n")
    assert [day for day, _ in due()] == [23, 24, 25, 28, 29, 30, 31]
    write(installation, "calendar.yml", WRONG["calendar.yml"][1])
    assert [day for day, _ in due()] == [23, 24, 29, 30, 31]


def test_retention_follows_the_settings(installation):
    for date in ("2020-03-30", "2020-04-01"):
        installation.send(f"312/case_system/persons__{date}.csv", shapes.persons(3))
    installation.load()

    def expired(on):
        return len(retention.find_expired(installation.home, dt.date.fromisoformat(on)))

    assert (expired("2020-05-01"), expired("2024-05-01")) == (0, 1)
    write(installation, "retention.yml", "keep_days: {case_system: {persons: 10}}\n")
    assert (expired("2020-05-01"), expired("2024-05-01")) == (1, 1)
    write(installation, "retention.yml", "keep_days: {case_system: {persons: for ever}}\n")
    assert expired("2124-05-01") == 0
    write(installation, "retention.yml", "keep_days: {case_system: {request: 5}}\n")
    with pytest.raises(InvalidSettings, match=r"keep_days\.case_system\.request: found an unknown"):
        expired("2024-05-01")


def test_a_role_may_have_the_words_of_the_settings(installation):
    home = installation.home
    closes_roles.require_role(home, "Head of Finance")
    with pytest.raises(CloseRefused):
        closes_roles.require_role(home, "Head of Brokerage")
    write(installation, "roles.yml", "words: [Brokerage]\n")
    closes_roles.require_role(home, "Head of Brokerage")
    write(installation, "roles.yml", WRONG["roles.yml"][0])
    with pytest.raises(CloseRefused):
        closes_roles.require_role(home, "Head of Brokerage")


@pytest.mark.parametrize(
    "title",
    [
        "Head of SEND Commissioning",
        "HEAD OF SEND COMMISSIONING",
        "Joint Commissioner (SEND)",
        "Strategic Lead, EHC Plans & Placements",
        "Children’s Commissioning Manager",
        "Section 151 Officer",
        "DSCO",
    ],
)
def test_titles_of_send_and_finance_are_roles(installation, title):
    closes_roles.require_role(installation.home, title)


@pytest.mark.parametrize(
    "name", ["Alice Example", "Head of SEND Alice", "Commissioner Smith", "A. Example", "", " - "]
)
def test_a_persons_name_is_no_role(installation, name):
    with pytest.raises(CloseRefused, match="names a role, never a person") as refused:
        closes_roles.require_role(installation.home, name)
    assert "Alice" not in str(refused.value)


def test_metrics_and_lineage_go_where_they_are_declared_and_nowhere_else(installation):
    assert monitoring.environment(installation.home) == {"AIRFLOW__OPENLINEAGE__DISABLED": "True"}
    declared = "metrics: http://collector:4318/\nlineage: https://marquez\n"
    write(installation, "monitoring.yml", declared)
    found = monitoring.environment(installation.home)
    assert found["AIRFLOW__METRICS__OTEL_ON"] == "True"
    assert found["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] == "http://collector:4318/v1/metrics"
    assert found["AIRFLOW__OPENLINEAGE__DISABLED"] == "False"
    assert '"url": "https://marquez"' in found["AIRFLOW__OPENLINEAGE__TRANSPORT"]
    write(installation, "monitoring.yml", declared + "traces: x\n")
    assert monitoring.environment(installation.home) == {"AIRFLOW__OPENLINEAGE__DISABLED": "True"}


def test_lineage_without_its_packages_is_a_problem(installation, monkeypatch):
    monkeypatch.setattr(monitoring, "find_spec", lambda name: None)
    write(installation, "monitoring.yml", "lineage: http://marquez:5000\n")
    with pytest.raises(InvalidSettings, match="--extra openlineage"):
        monitoring.FILE.read(installation.home)
