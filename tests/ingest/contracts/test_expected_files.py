"""Which files are expected: by the rule of the contract, from which date and by which deadline."""

import datetime as dt
import os

import duckdb
import pytest
import yaml
from pydantic import ValidationError

from ingest import contract_files, expected_files, paths
from ingest.due import Due
from ingest.register import export
from tests.ingest import shapes
from tests.ingest.arrive.test_containers import packed

NIGHT = dt.date(2026, 11, 20)  # a Friday
BEGINS = dt.datetime(2026, 11, 21, 2, tzinfo=dt.UTC)


def always_open(_):
    return False


def due(**rule):
    return Due.model_validate({"within_days": 1, "by": "02:00"} | rule)


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("rule", "first", "last", "dates"),
    [
        ({"every": "day"}, "2026-11-20", "2026-11-22", ["11-20", "11-21", "11-22"]),
        ({"every": "weekday"}, "2026-11-19", "2026-11-24", ["11-19", "11-20", "11-23", "11-24"]),
        (
            {"every": "week", "day": "friday"},
            "2026-11-01",
            "2026-11-20",
            ["11-06", "11-13", "11-20"],
        ),
        ({"every": "month", "day": 31}, "2026-01-01", "2026-04-29", ["01-31", "02-28", "03-31"]),
        ({"every": "month", "day": [1, 15]}, "2026-04-15", "2026-05-01", ["04-15", "05-01"]),
        ({"every": "year", "day": "04-01"}, "2026-01-01", "2026-12-31", ["04-01"]),
        (
            {"every": "year", "day": ["01-01", "05-01", "10-01"]},
            "2026-01-02",
            "2026-12-31",
            ["05-01", "10-01"],
        ),
    ],
)
def test_dates_of_a_rule(rule, first, last, dates):
    found = due(**rule).between(day(first), day(last))
    assert [f"{each:%m-%d}" for each in found] == dates


@pytest.mark.parametrize(
    ("rule", "due_date", "covers_to"),
    [
        ({"every": "weekday"}, "2026-11-19", "2026-11-19"),
        ({"every": "weekday"}, "2026-11-20", "2026-11-22"),  # a file of the weekend covers Friday
        ({"every": "month", "day": 31}, "2026-10-31", "2026-11-29"),
        ({"every": "year", "day": "01-01"}, "2027-01-01", "2027-12-31"),
        ({"every": "year", "day": "04-01"}, "2027-04-01", "2028-03-31"),  # over a leap day
    ],
)
def test_a_file_covers_a_due_date_until_the_day_before_the_next(rule, due_date, covers_to):
    assert due(**rule).covers_to(day(due_date)) == day(covers_to)


@pytest.mark.parametrize(
    ("due_date", "by"),
    [
        ("2026-11-20", "2026-11-21 02:00"),
        ("2026-07-01", "2026-07-02 01:00"),  # 2 o'clock in London's summer
        ("2026-03-28", "2026-03-29 01:00"),  # the clocks went forward an hour before
    ],
)
def test_a_deadline_is_in_london_time(due_date, by):
    found = due(every="day").due_by(day(due_date))
    assert f"{found:%Y-%m-%d %H:%M %Z}" == f"{by} UTC"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"every": "fortnight"}, "every"),
        ({"every": "weekday", "day": "monday"}, "'day' has no meaning"),
        ({"every": "week"}, "'day' is a weekday"),
        ({"every": "week", "day": "Friday "}, "'day' is a weekday"),
        ({"every": "month", "day": 32}, "'day' is a weekday"),
        ({"every": "month", "day": []}, "'day' is a weekday"),
        ({"every": "year", "day": "02-29"}, "'day' is a weekday"),
        ({"every": "year", "day": 4}, "'day' is a weekday"),
        ({"every": "day", "by": 120}, "by"),  # YAML's 02:00 without its quotes
        ({"every": "day", "by": "25:00"}, "by"),
        ({"every": "day", "within_days": -1}, "within_days"),
        ({"every": "day", "grace": 3}, "grace"),
    ],
)
def test_a_wrong_rule_is_rejected(wrong, message):
    with pytest.raises(ValidationError, match=message):
        due(**wrong)


def test_every_contract_has_a_due_rule():
    without_rule = [
        path.name
        for path in contract_files.FOLDER.glob("*/*.yml")
        if "." not in path.stem and "due" not in yaml.safe_load(path.read_text("utf-8"))
    ]
    assert without_rule == []


def test_the_message_about_a_wrong_rule_names_its_contract(overlay):
    overlay("case_system/persons.312.yml", "due: {every: week, within_days: 1, by: '02:00'}\n")
    wrong = contract_files.fault("case_system", "312", "persons")
    assert wrong.startswith("settings/contracts/case_system/persons.312.yml: due")
    assert "'day' is a weekday" in wrong


def test_a_dataset_is_expected_from_its_first_business_date(installation):
    for name in ("persons__2026-11-19", "persons__2026-11-18", "pesrons__2026-11-02"):
        installation.send(f"312/case_system/{name}.csv", shapes.persons())
    # a rejected file counts too
    installation.send("312/case_system/requests__2026-11-20.csv", "broken")
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons())
    installation.load()
    assert expected_files.expected_since(installation.home) == {
        ("312", "case_system", "persons"): day("2026-11-18"),
        ("312", "case_system", "requests"): day("2026-11-20"),
        ("205", "case_system", "persons"): day("2026-11-20"),
    }


def test_an_overlay_sets_from_when_a_dataset_is_expected_or_never(installation, overlay):
    installation.send("312/case_system/persons__2026-11-18.csv", shapes.persons())
    installation.send("312/case_system/requests__2026-11-18.csv", shapes.requests())
    installation.load()
    overlay("case_system/persons.312.yml", "due: never\n")
    overlay("case_system/requests.312.yml", "due_from: 2026-11-20\n")
    overlay("finance_ledger/transactions.205.yml", "due_from: 2026-11-19\n")  # no file yet
    rows = expected_files.expand(
        expected_files.expected_since(installation.home), NIGHT, BEGINS, always_open
    )
    assert sorted((row[0], row[2], str(row[3])) for row in rows) == [
        ("205", "transactions", "2026-11-19"),
        ("205", "transactions", "2026-11-20"),
        ("312", "requests", "2026-11-20"),
    ]


def test_a_broken_overlay_is_reported_and_the_datasets_own_rule_applies(installation, overlay):
    installation.send("312/case_system/persons__2026-11-20.csv", shapes.persons())
    installation.load()
    overlay("case_system/plans.312.yml", "no_such_key: 1\n")
    rows = list(
        expected_files.expand(
            expected_files.expected_since(installation.home), NIGHT, BEGINS, always_open
        )
    )
    assert [row[:3] for row in rows] == [("312", "case_system", "persons")]
    [problem] = contract_files.problems()
    assert problem.key == "no_such_key"


def test_a_deadline_is_shown_for_35_days():
    long_since = {("312", "case_system", "persons"): day("2020-01-01")}
    dates = [row[3] for row in expected_files.expand(long_since, NIGHT, BEGINS, always_open)]
    assert dates[0] == day("2026-10-15")  # due by 16 October, 35 days before
    assert dates[-1] == NIGHT
    assert len(dates) == 27  # the weekdays from then on


def test_a_due_date_with_a_late_deadline_is_shown_until_35_days_after_it():
    """October's balances are due by 12 November, 02:00; September's were due by 12 October."""
    since = {("312", "finance_ledger", "trial_balance"): day("2020-01-01")}

    def on(night, hour=2):
        begins = dt.datetime.combine(day(night) + dt.timedelta(1), dt.time(hour), dt.UTC)
        return [
            (str(r[3]), r[6]) for r in expected_files.expand(since, day(night), begins, always_open)
        ]

    assert on("2026-11-10") == [("2026-09-30", True), ("2026-10-31", False)]
    assert on("2026-11-11") == [("2026-09-30", True), ("2026-10-31", True)]
    assert on("2026-11-20") == [("2026-10-31", True)]


def test_the_table_is_written_in_utc_and_the_same_each_time(installation):
    installation.send("312/case_system/persons__2026-07-01.csv", shapes.persons())
    installation.load()
    night = day("2026-07-02")
    begins = dt.datetime(2026, 7, 3, 1, tzinfo=dt.UTC)
    assert expected_files.write(installation.home, night, begins) == 2
    path = paths.expected_files(installation.home)
    rows = duckdb.sql(f"select due_date::varchar, due_by::varchar, is_due from '{path}'").fetchall()
    assert rows == [
        ("2026-07-01", "2026-07-02 01:00:00", True),
        ("2026-07-02", "2026-07-03 01:00:00", True),
    ]
    before = path.read_bytes()
    expected_files.write(installation.home, night, begins)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.glob("*.part")] == []


def test_the_table_has_no_rows_where_nothing_is_expected(installation):
    installation.load()
    assert expected_files.write(installation.home, NIGHT, BEGINS) == 0
    assert duckdb.sql(
        f"select count(*) from '{paths.expected_files(installation.home)}'"
    ).fetchall() == [(0,)]


@pytest.mark.parametrize(
    "path", ["205/case_system/persns__2026-11-20.csv", "205/case_system/all.zip/pupils.csv"]
)
def test_a_file_of_an_unknown_name_was_received_when_it_was_placed_in_landing(installation, path):
    """Its own time may be years old: rsync -t keeps that of the export."""
    known = "205/case_system/persons__2026-11-19.csv"
    landed, _, member = path.partition(".zip/")
    content = packed(**{member: shapes.persons()}) if member else shapes.persons()
    file = installation.send(f"{landed}.zip" if member else landed, content)
    installation.send(known, shapes.persons())
    for each in (file, installation.home / "landing" / known):
        os.utime(each, (1_500_000_000, 1_500_000_000))
    installation.load()
    export.write(installation.home)
    found = dict(
        installation.rows(
            "select la_code || '/' || source || '/' || file_name, received_at::varchar "
            f"from '{installation.home}/receipts/receipts.parquet'"
        )
    )
    changed = dt.datetime.fromtimestamp(file.stat().st_ctime, dt.UTC)
    assert found.pop(known) == "2017-07-14 02:40:00"
    assert set(found.values()) == {f"{changed:%Y-%m-%d %H:%M:%S}"}
