"""The date of a page is that of its rows, also where an authority is held back."""

import duckdb
import pytest

from publish.page import layout

MARTS = """
    attach ':memory:' as send;
    create schema send.ops; create schema send.marts;
    create table send.ops.publications as select date '2026-11-22' as as_at, held_back
        from (values (['990']), ([])) tables (held_back);
    create table send.marts.timeliness_published as from (values
        ('990', date '2026-11-21'), ('991', date '2026-11-22')) t (la_code, as_at);
    create table send.marts.benchmarks as
        select '990' as area_code, 'Ashmere' as area_name, '2026' as vintage, '2026' as period;
"""


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(MARTS)
    return connection


def test_a_held_back_authority_has_the_date_of_its_rows_and_says_so(
    db: duckdb.DuckDBPyConnection,
) -> None:
    page = layout.document(db, "990", {}, [], "")
    assert "plans as at 21 November 2026" in page
    assert "Held back: the files of 22 November 2026 failed a check." in page


@pytest.mark.parametrize("la_code", ["991", "992"])  # 992 has no row of timeliness
def test_any_other_has_the_date_of_the_publication(
    db: duckdb.DuckDBPyConnection, la_code: str
) -> None:
    page = layout.document(db, la_code, {}, [], "")
    assert "plans as at 22 November 2026" in page
    assert "Held back" not in page
