"""The reports for the person on call come from the publication and name no person."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from publish import outputs, snapshot
from publish.oncall import operations, overdue
from publish.oncall.summary import MOST_LINES, summary
from publish.reader import NothingPublished

RECEIPTS = """
    create table ops.load_receipts (
        la_code varchar, load_id varchar, source varchar, dataset varchar, business_date date,
        file_name varchar, file_path varchar, outcome varchar, rows_read bigint,
        rows_accepted bigint, rows_quarantined bigint, rows_duplicate bigint, findings varchar,
        received_at timestamp
    );
    insert into ops.load_receipts values
        ('990', 'a', 'case_system', 'persons', '2026-11-20', 'p20.csv', '990/p20.csv',
            'accepted_with_rejects', 1200, 1197, 3, 0, 'sex: 2 row(s)', '2026-11-20 22:30'),
        ('990', 'b', 'case_system', 'persons', '2026-11-19', 'p19.csv', '990/p19.csv',
            'rejected', 7, 0, 7, 0, 'p19.csv lacks column sex | row 3 is odd', '2026-11-19 22:30'),
        ('991', 'c', 'case_system', null, null, 'pesrons.csv', '991/pesrons.csv',
            'rejected', 0, 0, 0, 0, 'was not recognised', '2026-11-21 08:00'),
        ('990', 'e', 'case_system', 'plans', '2026-11-19', 'l19.csv', '990/l19.csv',
            'rejected', 7, 0, 7, 0, 'row 9 is odd', '2026-11-19 22:30'),
        ('990', 'f', 'case_system', 'plans', '2026-11-19', 'l19__v2.csv', '990/l19__v2.csv',
            'accepted', 7, 7, 0, 0, null, '2026-11-19 23:30'),
        ('990', 'g', 'case_system', 'persons', '2026-11-19', 'p.csv', '990/p.csv',
            'accepted', 7, 7, 0, 0, null, '2026-11-19 20:30'),
        ('unknown', 's', null, null, null, 'stray.csv', 'ABC/stray.csv',
            'rejected', 0, 0, 0, 0, 'it lies in no folder of a source', '2026-11-18 08:00'),
        ('991', 'd', 'case_system', 'plans', '2026-07-01', 'plans.csv', '991/plans.csv',
            'accepted', 5, 5, 0, 0, null, '2026-07-01 22:30');
    create table ops.quarantined_rows (
        la_code varchar, load_id varchar, line_number bigint, row_key varchar, reasons varchar
    );
    insert into ops.quarantined_rows values
        ('990', 'a', 44, 'keyed', 'sex: found the shape A; expected M or F'),
        ('990', 'a', 12, 'keyed', 'sex: found the shape A; expected M or F'),
        ('990', 'a', 300, 'keyed', 'birth_date: missing'),
        ('990', 'b', 2, 'keyed', 'the whole file was rejected');
"""
EXPECTED = """
    create table ops.expected_files (
        la_code varchar, source varchar, dataset varchar, due_date date, due_by timestamp,
        status varchar, received_at timestamp, days_late bigint, business_date date,
        file_name varchar, load_id varchar, outcome varchar, last_business_date date
    );
    insert into ops.expected_files values
        ('990', 's', 'persons', '2026-11-20', '2026-11-21 02:00', 'missing', null, null, null,
            null, null, null, '2026-11-18'),
        ('990', 's', 'persons', '2026-11-19', '2026-11-20 02:00', 'missing', null, null, null,
            null, null, null, '2026-11-18'),
        ('990', 's', 'persons', '2026-11-18', '2026-11-19 02:00', 'received', '2026-11-18 22:30',
            null, '2026-11-18', 'p18.csv', 'x', 'accepted', '2026-11-18'),
        -- late the last time; not yet due since
        ('991', 's', 'balance', '2026-06-30', '2026-07-12 01:00', 'late', '2026-07-13 08:00', 1,
            '2026-07-10', 'b.csv', 'y', 'accepted', '2026-07-10'),
        ('991', 's', 'balance', '2026-10-31', '2026-11-30 02:00', 'not_yet_due', null, null, null,
            null, null, null, '2026-07-10'),
        -- late once, in time since
        ('991', 's', 'plans', '2026-11-19', '2026-11-20 02:00', 'late', '2026-11-20 02:00:01', 0,
            '2026-11-19', 'q.csv', 'z', 'accepted', '2026-11-19'),
        ('991', 's', 'plans', '2026-11-20', '2026-11-21 02:00', 'received', '2026-11-20 22:00',
            null, '2026-11-20', 'r.csv', 'u', 'accepted', '2026-11-20'),
        ('991', 's', 'needs', '2026-11-20', '2026-11-21 02:00', 'rejected', '2026-11-20 22:00',
            null, '2026-11-20', 'n.csv', 'v', 'rejected', '2026-11-19'),
        ('991', 's', null, null, null, 'unrecognised', '2026-11-21 08:00', null, null,
            'pesrons.csv', 'c', 'rejected', null),
        ('992', 's', 'plans', '2026-11-20', '2026-11-21 02:00', 'missing', null, null, null,
            null, null, null, null),
        ('unknown', null, null, null, null, 'unrecognised', '2026-11-18 08:00', null, null,
            'stray.csv', 's', 'rejected', null);
    alter table ops.expected_files add column file_path varchar;
    update ops.expected_files set file_path = case load_id
        when 's' then 'ABC/stray.csv' when 'c' then '991/pesrons.csv' end;
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("home")
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("create schema marts; create schema ops; create table marts.m as select 1 as n")
        db.execute(RECEIPTS + EXPECTED)
    snapshot.publish(home, date(2026, 11, 20), set(), [outputs.TABLES])
    return home


def words(report: str) -> list[list[str]]:
    """The words of each line of a report."""
    return [line.split() for line in report.splitlines()]


def test_an_overdue_dataset_has_one_line_until_a_file_comes_in_time(home):
    found = overdue.lines(overdue.overdue_datasets(home))
    assert [" ".join(line.split()) for line in found] == [
        "MISSING 990 s/persons due 2026-11-20, last came 2026-11-18; 2 dates missing",
        "MISSING 992 s/plans due 2026-11-20, never came",
        "LATE 991 s/balance due 2026-06-30, came 2026-07-13 09:00",  # London's summer
    ]


def test_the_summary_shows_overdue_datasets(home):
    assert "MISSING  992  s/plans    due 2026-11-20, never came" in summary(home, [])


def test_the_summary_limits_the_overdue_datasets(tmp_path: Path):
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as db:
        db.execute("create schema marts; create schema ops; create table marts.m as select 1 as n")
        db.execute(EXPECTED)
        db.execute(
            "insert into ops.expected_files by name select la_code, 's' as source, 'd' as dataset, "
            "date '2026-11-20' as due_date, 'missing' as status from (select unnest(range(200, "
            f"{200 + MOST_LINES}))::varchar as la_code)"
        )
    snapshot.publish(tmp_path, date(2026, 11, 20), set(), [outputs.TABLES])
    shown = summary(tmp_path, []).splitlines()
    assert sum(line.startswith(("MISSING", "LATE")) for line in shown) == MOST_LINES
    assert "and 3 more: send missing" in shown


def test_arrived_shows_the_files_of_the_last_night_and_later_ones(home):
    heads, *rows = words(operations.arrived(home))
    assert heads[:4] == ["authority", "dataset", "about", "file"]
    assert [" ".join(row) for row in rows] == [
        "990 case_system/persons 2026-11-20 p20.csv 2026-11-20 22:30 "
        "accepted with rejects 1,200 1,197 3 0",
        "991 case_system/? 991/pesrons.csv 2026-11-21 08:00 rejected 0 0 0 0",
    ]


def test_arrived_on_a_date_of_one_authority(home):
    july = date(2026, 7, 1)
    assert [row[3] for row in words(operations.arrived(home, july))[1:]] == ["plans.csv"]
    assert operations.arrived(home, july, "990") == (
        "Nothing, in the publication as at 2026-11-20."
    )
    assert [row[0] for row in words(operations.arrived(home, la_code="991"))[1:]] == ["991"]


def test_missing_shows_every_expected_file_that_was_not_received_in_time(home):
    heads, *rows = words(operations.missing(home))
    assert heads[:4] == ["status", "authority", "dataset", "due"]
    assert [(row[0], row[1], row[2]) for row in rows] == [
        ("missing", "990", "s/persons"),
        ("missing", "990", "s/persons"),
        ("missing", "992", "s/plans"),
        ("unrecognised", "991", "s/?"),
        ("unrecognised", "unknown", "?"),
        ("rejected", "991", "s/needs"),
        ("late", "991", "s/balance"),
        ("late", "991", "s/plans"),
    ]
    assert rows[0][3:] == ["2026-11-20", "2026-11-21", "02:00", "2026-11-18"]
    assert [row[-1] for row in rows[3:5]] == ["991/pesrons.csv", "ABC/stray.csv"]
    [balance] = [row for row in rows if row[2] == "s/balance"]
    assert balance[3:9] == ["2026-06-30", "2026-07-12", "02:00", "2026-07-13", "09:00", "1"]


@pytest.mark.parametrize(
    ("night", "named"),
    [
        (date(2026, 11, 14), "Saturday 2026-11-14"),
        (date(2026, 11, 15), "Sunday 2026-11-15"),
        (date(2026, 8, 31), "Monday 2026-08-31"),  # the summer bank holiday
    ],
)
def test_missing_says_where_a_date_is_no_working_day(home, night: date, named: str):
    said = f"{named} is no working day: no file of a working day is due."
    assert said in operations.missing(home, night)
    assert "no working day" not in operations.missing(home, date(2026, 11, 13))  # a Friday


def test_missing_on_a_date_of_one_authority(home):
    [_, row] = words(operations.missing(home, date(2026, 11, 19), "990"))
    assert row[:4] == ["missing", "990", "s/persons", "2026-11-19"]
    [_, row] = words(operations.missing(home, date(2026, 11, 18)))
    assert row[:3] == ["unrecognised", "unknown", "?"]
    [_, row] = words(operations.missing(home, date(2026, 11, 21)))
    assert row[:2] == ["unrecognised", "991"]


def test_rejected_shows_the_reasons_and_the_first_row_of_each(home):
    report = operations.rejected(home)
    assert "REJECTED 991 landing/991/pesrons.csv\n  was not recognised\n" in report
    rows = [line for line in report.splitlines() if line.startswith("990/p20.csv")]
    assert [line.split()[-2:] for line in rows] == [["2", "12"], ["1", "300"]]
    assert "sex: found the shape A; expected M or F" in rows[0]
    assert "keyed" not in report
    assert "p19.csv" not in report


def test_a_rejected_file_has_its_findings_and_not_its_rows(home):
    report = operations.rejected(home, date(2026, 11, 19))
    assert [" ".join(line) for line in words(report)] == [
        "REJECTED 990 landing/990/l19.csv",
        "row 9 is odd",
        "since then accepted: landing/990/l19__v2.csv",
        "",
        "REJECTED 990 landing/990/p19.csv",  # an accepted file came before it, none since
        "p19.csv lacks column sex",
        "row 3 is odd",
    ]


def test_without_a_publication_there_is_no_report(tmp_path):
    with pytest.raises(NothingPublished, match="Nothing is published yet"):
        operations.missing(tmp_path)


def test_a_publication_without_expected_files_has_no_report(tmp_path):
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as db:
        db.execute("create schema marts; create schema ops; create table marts.m as select 1 as n")
    snapshot.publish(tmp_path, date(2026, 11, 20), set(), [outputs.TABLES])
    with pytest.raises(operations.NoReport, match="no list of expected files"):
        operations.missing(tmp_path)
    assert overdue.overdue_datasets(tmp_path) == []


@pytest.mark.parametrize(
    ("report", "night", "la_code", "message"),
    [
        (operations.rejected, None, "909", "'909' is not published. Published are: 990, 991, 992."),
        (operations.missing, date(2026, 11, 22), None, "goes up to 2026-11-20"),
        (operations.arrived, date(2026, 11, 22), None, "2026-11-22 is not in it yet"),
    ],
)
def test_an_empty_report_is_only_given_for_published_authorities_and_nights(
    home, report, night, la_code, message
):
    with pytest.raises(operations.NoReport, match=message):
        report(home, night, la_code)
