"""Who reads what in Postgres, each tried with a login of its own."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from publish import audiences
from tests.postgres.conftest import CONTRACTS, Database, Readers

TABLES = sorted(CONTRACTS)


def readable(database: Database, login: str) -> dict[str, set[str | None]]:
    """The tables that a login can read, each with the authorities whose rows it finds there."""
    found = {}
    for table in TABLES:
        by_authority = table != "ops.data_dictionary"
        try:
            rows = database.rows(
                f"select distinct {'la_code' if by_authority else 'null'} from {table}", login
            )
        except InsufficientPrivilege:
            continue
        found[table] = {code for (code,) in rows}
    return found


def refused(database: Database, login: str, statement: str) -> bool:
    with psycopg.connect(database.url(login)) as connection:
        try:
            connection.execute(statement)
        except InsufficientPrivilege:
            return True
    return False


@pytest.mark.parametrize("audience", audiences.SEES)
def test_a_role_reads_the_tables_of_its_audience_and_no_other(readers: Readers, audience: str):
    expected = {table for table in TABLES if CONTRACTS[table][0] in audiences.SEES[audience]}
    found = readable(readers.database, readers.logins[audience])
    assert set(found) == expected
    limited = {"marts.open_requests_published"} if audience == "open" else set()
    for table in expected - {"ops.data_dictionary"}:
        assert found[table] == ({"990"} if table in limited else {"990", "991"}), table


def test_a_login_of_one_authority_reads_its_rows_and_what_may_be_passed_on(readers: Readers):
    assert readable(readers.database, readers.logins["all of 991"]) == {
        "marts.benchmarks": {"990", "991"},
        # 990's rows may be passed on; 991's may not, and this login is 991's
        "marts.open_requests_published": {"990", "991"},
        "marts.fct_ehc_requests": {"991"},
        "marts.fct_ledger": {"991"},
        "marts.timeliness": {"991"},
        "ops.data_dictionary": {None},
        "ops.load_receipts": {"991"},
    }
    assert readers.rows("select * from ops.my_authorities", "all of 991") == [("991",)]


def test_what_may_not_be_passed_on_of_another_authority_stays_hidden(readers: Readers):
    found = readable(readers.database, readers.logins["figures of 990"])
    assert found["marts.open_requests_published"] == {"990"}


def test_taking_on_a_role_does_not_widen_what_a_login_reads(readers: Readers):
    url = readers.database.url(readers.logins["figures of 990"])
    with psycopg.connect(url) as connection:
        connection.execute("set role send_figures")
        rows = connection.execute("select distinct la_code from marts.timeliness").fetchall()
    assert rows == [("990",)]


def test_a_login_that_the_settings_do_not_name_reads_nothing(readers: Readers):
    assert readable(readers.database, readers.logins["unnamed"]) == {}


def test_readers_write_nothing_and_do_not_see_who_else_reads(readers: Readers):
    for statement in (
        "insert into marts.timeliness (la_code) values ('990')",
        "update marts.timeliness set completed = 0",
        "delete from marts.timeliness",
        "truncate marts.timeliness",
        "drop table marts.timeliness",
        "create table marts.mine (x integer)",
        "create table ops.mine (x integer)",
        "alter table marts.timeliness disable row level security",
        "select * from ops.postgres_logins",
        "insert into ops.postgres_logins values (session_user, null)",
        "set session authorization postgres",
        "set role send_publisher",
    ):
        assert refused(readers.database, readers.logins["cases"], statement), statement
