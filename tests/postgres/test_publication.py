"""Postgres holds the publication exactly, as a whole, and keeps the last one where a new one
fails."""

import signal
import subprocess
import sys
import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from publish.errors import PublishError
from publish.postgres import publication
from steps import postgres as step
from steps.reporting import StepFailed
from tests.postgres.conftest import PASSWORD, Database

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
POSTED_AT = datetime(2026, 11, 20, 1, 2, 3)  # noqa: DTZ001 - a local time
ONE_MORE = "insert into marts.timeliness values ('991', '2026-11-01', 1, 0.0, false)"


def counts(database: Database) -> list[tuple[int, int]]:
    return database.rows(
        "select (select count(*) from marts.timeliness), (select count(*) from marts.publications)"
    )


def test_values_types_keys_and_descriptions_are_those_of_the_contracts(database: Database):
    done = database.publish()
    assert (done.tables, done.rows) == (8, 2 + 6 + 3 + 2 + 3 + 2 + 36 + 7)
    assert database.rows("select * from marts.fct_ledger order by 1, 3") == [
        ("990", "J1", 1, Decimal("9999999999999999.99"), "É – Ł", POSTED_AT),
        ("990", "J1", 2, Decimal("-0.01"), "", None),
        ("991", "J1", None, Decimal("0.00"), None, None),
    ]
    assert database.rows("select * from marts.timeliness order by 1, 2")[:2] == [
        ("990", date(2026, 10, 1), 12, Decimal("33.3"), True),
        ("990", date(2026, 11, 1), 0, None, False),
    ]
    assert database.rows("select findings from ops.load_receipts order by la_code") == [
        (["late", "long"],),
        ([],),
    ]
    columns = database.rows(
        "select attname, format_type(atttypid, atttypmod), col_description(attrelid, attnum) "
        "from pg_attribute where attrelid = 'marts.timeliness'::regclass and attnum > 0 "
        "order by attnum"
    )
    assert columns == [
        ("la_code", "text", None),
        ("period_start", "date", None),
        ("completed", "bigint", "The completed, it's meant."),
        ("within_time_pct", "numeric(9,1)", None),
        ("is_complete", "boolean", None),
    ]
    assert database.rows("select obj_description('marts.timeliness'::regclass)") == [
        ("Rows of timeliness.",)
    ]
    keys = database.rows(
        "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint "
        "where contype in ('p', 'u') and conrelid::regclass::text like 'marts.%' order by 1"
    )
    assert keys == [
        ("marts.benchmarks", "UNIQUE NULLS NOT DISTINCT (la_code, measure)"),
        ("marts.fct_ehc_requests", "PRIMARY KEY (la_code, request_key)"),
        ("marts.fct_ledger", "UNIQUE NULLS NOT DISTINCT (la_code, journal_id, line_number)"),
        ("marts.open_requests_published", "UNIQUE NULLS NOT DISTINCT (la_code, as_at, band)"),
        ("marts.timeliness", "PRIMARY KEY (la_code, period_start)"),
    ]
    written = database.rows(
        "select publication_id, as_at, table_count, row_count, held_back, withheld "
        "from marts.publications"
    )
    assert written == [(done.publication_id, date(2026, 11, 20), 8, done.rows, [], ["991"])]


def test_a_reader_that_has_begun_sees_all_of_the_last_publication(database: Database):
    database.publish()
    with psycopg.connect(database.server.url(database.name)) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        assert reader.execute("select count(*) from marts.fct_ledger").fetchone() == (3,)
        done = database.publish(ONE_MORE, "delete from marts.fct_ledger where la_code = '991'")
        assert done.changes == ()
        # the publication neither waited for this reader nor changed what it sees
        query = "select count(*) from marts.{}"
        assert reader.execute(query.format("timeliness")).fetchone() == (3,)
        assert reader.execute(query.format("publications")).fetchone() == (1,)
        reader.commit()
        assert reader.execute(query.format("timeliness")).fetchone() == (4,)
        assert reader.execute(query.format("fct_ledger")).fetchone() == (2,)


def test_a_killed_publication_leaves_the_last_one(database: Database):
    database.publish()
    database.publish_files(ONE_MORE)
    waiting = (
        "select count(*) from pg_stat_activity where application_name = 'send-warehouse' "
        "and wait_event_type = 'Lock'"
    )
    with psycopg.connect(database.server.url(database.name)) as other:
        # The rows of marts.timeliness are deleted and written when it waits for this table.
        other.execute("lock table ops.load_receipts in share row exclusive mode")
        command = [sys.executable, "-c", "from steps import postgres; postgres.publish()"]
        killed = subprocess.Popen(command, cwd=ROOT)
        until = time.monotonic() + 60
        while database.rows(waiting) == [(0,)] and time.monotonic() < until:
            time.sleep(0.05)
        assert database.rows(waiting) == [(1,)]
        killed.send_signal(signal.SIGKILL)
        assert killed.wait() == -signal.SIGKILL
    assert counts(database) == [(3, 1)]
    done = publication.publish(database.home)
    assert done
    assert counts(database) == [(4, 2)]


def test_a_failed_publication_leaves_the_last_one_and_shows_no_value(database: Database):
    database.publish()
    with pytest.raises(PublishError) as failed:
        database.publish(
            ONE_MORE, "insert into marts.fct_ehc_requests values ('990', 'r1', null, 1)"
        )
    assert counts(database) == [(3, 1)]
    message = str(failed.value)
    assert message.startswith(f"Postgres at 127.0.0.1:{database.server.port}/{database.name}: ")
    assert 'duplicate key value violates unique constraint "fct_ehc_requests_key"' in message
    assert "send publish postgres" in message
    assert "r1" not in message


def test_new_columns_and_tables_come_by_themselves(database: Database):
    database.publish()
    done = database.publish(
        "alter table marts.timeliness add note varchar",
        "update marts.timeliness set note = 'x' where la_code = '991'",
        "create table marts.growth as select '990' as la_code, cast(1 as bigint) as plans",
        contracts={"marts.growth": ("figures", None, ["la_code"])},
    )
    assert done.changes == ("new table marts.growth", "new column marts.timeliness.note")
    assert database.rows("select note from marts.timeliness where la_code = '991'") == [("x",)]
    assert database.rows("select plans from marts.growth") == [(1,)]


def test_what_would_break_a_readers_query_is_refused(database: Database):
    database.publish()
    with pytest.raises(PublishError) as refused:
        database.publish(
            "alter table marts.timeliness drop completed",
            "alter table marts.timeliness alter within_time_pct type decimal(18, 2)",
            "alter table marts.timeliness add note varchar",
        )
    assert str(refused.value).splitlines()[1:3] == [
        "  marts.timeliness.completed is no longer published",
        "  marts.timeliness.within_time_pct is numeric(9,1) there and numeric(18,2) in "
        "the contract",
    ]
    assert database.rows("select sum(completed) from marts.timeliness") == [(Decimal(19),)]
    assert database.publish(ONE_MORE).changes == ()  # no column was left behind


def test_a_changed_key_takes_effect(database: Database):
    database.publish()
    second = "insert into marts.timeliness values ('991', '2026-10-01', 8, 100.0, true)"
    wider = {"marts.timeliness": ("figures", None, ["la_code", "period_start", "completed"])}
    database.publish(second, contracts=wider)
    assert counts(database) == [(4, 2)]
    with pytest.raises(PublishError, match="timeliness_key"):
        database.publish(second, second, contracts=wider)


def test_a_table_that_is_no_longer_published_is_emptied_and_closed(database: Database):
    reader = database.add_login(["figures"], "all")
    database.publish()
    assert len(database.rows("select * from marts.timeliness", reader)) == 3
    done = database.publish("drop table marts.timeliness")
    assert done.changes == ("emptied marts.timeliness",)
    assert database.rows("select count(*) from marts.timeliness") == [(0,)]
    assert database.publish("drop table marts.timeliness")
    assert database.publish().changes == ()
    assert len(database.rows("select * from marts.timeliness", reader)) == 3


def test_without_a_database_in_the_settings_nothing_happens(database: Database):
    (database.home / "settings" / "postgres.yml").unlink()
    assert step.publish() == ["settings/postgres.yml names no database"]


def test_the_step_says_what_was_done(database: Database):
    database.publish_files()
    lines = step.publish()
    assert "new table marts.timeliness" in lines
    assert lines[-1].endswith(f":{database.server.port}/{database.name}: 8 tables, 61 rows")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        ({"SEND_POSTGRES_PASSWORD": "another secret"}, "password authentication failed"),
        (
            {"SEND_POSTGRES_PASSWORD": "", "SEND_POSTGRES_PASSWORD_FILE": "/no/such/file"},
            "SEND_POSTGRES_PASSWORD_FILE names /no/such/file: No such file or directory",
        ),
    ],
)
def test_a_wrong_password_is_a_failed_step_that_shows_none(
    database: Database, monkeypatch: pytest.MonkeyPatch, spoil: dict[str, str], message: str
):
    database.publish_files()
    for name, value in spoil.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StepFailed, match=message) as failed:
        step.publish()
    assert "secret" not in str(failed.value)


def test_a_password_can_be_in_a_file(database: Database, monkeypatch: pytest.MonkeyPatch):
    secret = database.home / "secret"
    secret.write_text(f"{PASSWORD}\n")
    monkeypatch.delenv("SEND_POSTGRES_PASSWORD")
    monkeypatch.setenv("SEND_POSTGRES_PASSWORD_FILE", str(secret))
    assert database.publish()


def test_wrong_settings_are_a_failed_step(database: Database):
    database.publish_files()
    (database.home / "settings" / "postgres.yml").write_text("url: localhost\n")
    with pytest.raises(StepFailed, match=r"settings/postgres.yml: url: .* expected an address"):
        step.publish()


def test_one_publication_at_a_time(database: Database, monkeypatch: pytest.MonkeyPatch):
    database.publish_files()
    monkeypatch.setattr(publication, "PATIENCE", "50ms")
    with psycopg.connect(database.server.url(database.name)) as other:
        other.execute(f"select pg_advisory_lock({publication.LOCK})")
        with pytest.raises(PublishError, match="lock timeout"):
            publication.publish(database.home)
    assert publication.publish(database.home)


def test_before_the_first_night_there_is_nothing_to_write(database: Database):
    with pytest.raises(StepFailed, match="Nothing is published yet"):
        step.publish()
    assert [path.name for path in database.home.iterdir()] == ["settings"]
