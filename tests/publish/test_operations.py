"""The questions of the person on call are answered from what is published, and name no person."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from publish import operations, snapshot
from publish.summary import MOST_LINES, summary

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
            null, null, null, null);
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("home")
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("create schema marts; create schema ops; create table marts.m as select 1 as n")
        db.execute(RECEIPTS + EXPECTED)
    snapshot.publish(home, date(2026, 11, 20), set())
    return home


@pytest.fixture
def ask(home: Path, capsys: pytest.CaptureFixture[str]):
    def answer(*asked: str) -> list[list[str]]:
        """The words of each line of the answer."""
        assert operations.main([*asked, "--home", str(home)]) == 0
        return [line.split() for line in capsys.readouterr().out.splitlines()]

    return answer


def test_overdue_is_said_once_for_a_dataset_and_only_while_it_lasts(home):
    assert [" ".join(line.split()) for line in operations.overdue_lines(home)] == [
        "MISSING 990 s/persons due 2026-11-20, last came 2026-11-18; 2 dates missing",
        "MISSING 992 s/plans due 2026-11-20, never came",
        "LATE 991 s/balance due 2026-06-30, came 2026-07-13 09:00",  # London's summer
    ]


def test_the_nights_summary_shows_it(home):
    assert "MISSING  992  s/plans    due 2026-11-20, never came" in summary(home, [])


def test_the_summary_stays_on_one_screen(tmp_path: Path):
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as db:
        db.execute("create schema marts; create schema ops; create table marts.m as select 1 as n")
        db.execute(EXPECTED)
        db.execute(
            "insert into ops.expected_files by name select la_code, 's' as source, 'd' as dataset, "
            "date '2026-11-20' as due_date, 'missing' as status from (select unnest(range(200, "
            f"{200 + MOST_LINES}))::varchar as la_code)"
        )
    snapshot.publish(tmp_path, date(2026, 11, 20), set())
    shown = summary(tmp_path, []).splitlines()
    assert sum(line.startswith(("MISSING", "LATE")) for line in shown) == MOST_LINES
    assert "and 3 more: make missing" in shown


def test_arrived_last_night_is_what_it_was_about_and_what_came_since(ask):
    heads, *rows = ask("arrived")
    assert heads[:4] == ["authority", "dataset", "about", "file"]
    assert [" ".join(row) for row in rows] == [
        "990 case_system/persons 2026-11-20 p20.csv 2026-11-20 22:30 "
        "accepted with rejects 1,200 1,197 3 0",
        "991 case_system/? pesrons.csv 2026-11-21 08:00 rejected 0 0 0 0",
    ]


def test_arrived_on_a_date_of_one_authority(ask):
    assert [row[3] for row in ask("arrived", "--date", "2026-07-01")[1:]] == ["plans.csv"]
    assert ask("arrived", "--date", "2026-07-01", "--la", "990") == [["Nothing."]]
    assert [row[0] for row in ask("arrived", "--la", "991")[1:]] == ["991"]


def test_missing_shows_all_that_was_not_as_it_was_due(ask):
    heads, *rows = ask("missing")
    assert heads[:4] == ["status", "authority", "dataset", "due"]
    assert [(row[0], row[1], row[2]) for row in rows] == [
        ("missing", "990", "s/persons"),
        ("missing", "990", "s/persons"),
        ("missing", "992", "s/plans"),
        ("unrecognised", "991", "s/?"),
        ("rejected", "991", "s/needs"),
        ("late", "991", "s/balance"),
        ("late", "991", "s/plans"),
    ]
    assert rows[0][3:] == ["2026-11-20", "2026-11-21", "02:00", "2026-11-18"]
    [balance] = [row for row in rows if row[2] == "s/balance"]
    assert balance[3:9] == ["2026-06-30", "2026-07-12", "02:00", "2026-07-13", "09:00", "1"]


def test_missing_on_a_date_of_one_authority(ask):
    [_, row] = ask("missing", "--date", "2026-11-19", "--la", "990")
    assert row[:4] == ["missing", "990", "s/persons", "2026-11-19"]
    [_, row] = ask("missing", "--date", "2026-11-21")
    assert row[:2] == ["unrecognised", "991"]


def test_refused_says_why_and_where_the_first_such_row_is(ask, home, capsys):
    operations.main(["refused", "--home", str(home)])
    said = capsys.readouterr().out
    assert "REFUSED 991 landing/991/pesrons.csv\n  was not recognised\n" in said
    rows = [line for line in said.splitlines() if line.startswith("990/p20.csv")]
    assert [line.split()[-2:] for line in rows] == [["2", "12"], ["1", "300"]]
    assert "sex: found the shape A; expected M or F" in rows[0]
    assert "keyed" not in said
    assert "p19.csv" not in said


def test_a_refused_file_lists_each_finding_and_not_its_rows(ask):
    assert [" ".join(line) for line in ask("refused", "--date", "2026-11-19")] == [
        "REFUSED 990 landing/990/p19.csv",
        "p19.csv lacks column sex",
        "row 3 is odd",
    ]


def test_nothing_published_is_said_and_is_no_answer(tmp_path, capsys):
    assert operations.main(["missing", "--home", str(tmp_path)]) == 2
    assert "Nothing is published yet" in capsys.readouterr().err


def test_a_publication_without_calendar_is_said(tmp_path, capsys):
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as db:
        db.execute("create schema marts; create schema ops; create table marts.m as select 1 as n")
    snapshot.publish(tmp_path, date(2026, 11, 20), set())
    assert operations.main(["missing", "--home", str(tmp_path)]) == 2
    assert "before the calendar was kept" in capsys.readouterr().err
    assert operations.overdue_lines(tmp_path) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["lost"], "invalid choice: 'lost'"),
        (["missing", "--date", "yesterday"], "such as 2026-11-20; found 'yesterday'"),
    ],
)
def test_a_question_or_date_that_is_none_is_refused(home, capsys, asked, said):
    with pytest.raises(SystemExit, match="2"):
        operations.main([*asked, "--home", str(home)])
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["refused", "--la", "909"], "Nothing is known of '909'. Published are: 990, 991, 992."),
        (["missing", "--date", "2026-11-22"], "goes up to 2026-11-20"),
        (["arrived", "--date", "2026-11-22"], "nothing is known of 2026-11-22 yet"),
    ],
)
def test_nothing_is_no_answer_where_nothing_is_known(home, capsys, asked, said):
    assert operations.main([*asked, "--home", str(home)]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""
