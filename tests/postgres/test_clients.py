"""What real clients read: every value exactly, with its type."""

import datetime as dt
import subprocess
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
import sqlalchemy as sa
from adbc_driver_postgresql import dbapi

from tests.postgres.conftest import PASSWORD, Database, Readers

pytestmark = pytest.mark.slow

POSTED_AT = dt.datetime(2026, 11, 20, 1, 2, 3)  # noqa: DTZ001 - a local time
LEDGER = [
    ("J1", 1, Decimal("9999999999999999.99"), "É – Ł", POSTED_AT),
    ("J1", 2, Decimal("-0.01"), "", None),
]
TIMELINESS = [
    (dt.date(2026, 10, 1), 12, Decimal("33.3"), True),
    (dt.date(2026, 11, 1), 0, None, False),
]
OF_LEDGER = (
    "select journal_id, line_number, amount_gbp, description, posted_at from marts.fct_ledger "
    "where la_code = '990' order by line_number"
)
OF_TIMELINESS = (
    "select period_start, completed, within_time_pct, is_complete from marts.timeliness "
    "where la_code = '990' order by period_start"
)


@pytest.fixture
def database(readers: Readers) -> Database:
    return readers.database


@pytest.fixture
def login(readers: Readers) -> str:
    return readers.logins["finance of 990"]


def test_psql(database: Database, login: str):
    run = subprocess.run(
        [database.server.bin / "psql", "-XAt", database.url(login), "-c", OF_TIMELINESS],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "2026-10-01|12|33.3|t\n2026-11-01|0||f\n"


def test_sqlalchemy(database: Database, login: str):
    engine = sa.create_engine(database.url(login).replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(sa.text(OF_LEDGER))] == LEDGER
        assert [tuple(row) for row in connection.execute(sa.text(OF_TIMELINESS))] == TIMELINESS
    found = sa.inspect(engine)
    types = {each["name"]: str(each["type"]) for each in found.get_columns("fct_ledger", "marts")}
    assert types["amount_gbp"] == "NUMERIC(18, 2)"
    assert found.get_pk_constraint("timeliness", "marts")["constrained_columns"] == [
        "la_code",
        "period_start",
    ]
    assert found.get_table_comment("timeliness", "marts") == {"text": "Rows of timeliness."}
    engine.dispose()


def test_arrow(database: Database, login: str):
    with dbapi.connect(database.url(login)) as connection, connection.cursor() as cursor:
        cursor.execute(OF_TIMELINESS)
        table = cursor.fetch_arrow_table()
        assert table.schema.field("period_start").type == pa.date32()
        assert table.schema.field("is_complete").type == pa.bool_()
        # Arrow has no number without a scale, so this driver returns numeric as text, exactly.
        assert table["within_time_pct"].to_pylist() == ["33.3", None]
        cursor.execute(OF_LEDGER)
        assert cursor.fetch_arrow_table()["amount_gbp"].to_pylist() == [
            "9999999999999999.99",
            "-0.01",
        ]


def test_odbc_as_excel_and_power_bi_use_it(database: Database, login: str):
    pyodbc = pytest.importorskip("pyodbc", exc_type=ImportError)
    name = "PostgreSQL Unicode"
    if name not in pyodbc.drivers():
        pytest.skip(f"no ODBC driver {name} on this machine: apt-get install odbc-postgresql")
    with pyodbc.connect(
        f"Driver={{{name}}};Server=127.0.0.1;Port={database.server.port};BoolsAsChar=0;"
        f"Database={database.name};Uid={login};Pwd={{{PASSWORD}}}",
        readonly=True,
    ) as connection:
        cursor = connection.cursor()
        assert [tuple(row) for row in cursor.execute(OF_LEDGER).fetchall()] == LEDGER
        assert [tuple(row) for row in cursor.execute(OF_TIMELINESS).fetchall()] == TIMELINESS
        columns = cursor.columns(schema="marts", table="fct_ledger").fetchall()
        by_name = {each.column_name: each for each in columns}
        amount = by_name["amount_gbp"]
        assert (amount.type_name, amount.column_size, amount.decimal_digits) == ("numeric", 18, 2)
        assert by_name["posted_at"].type_name == "timestamp"
        tables = {each.table_name for each in cursor.tables(schema="marts").fetchall()}
        assert {"timeliness", "fct_ledger"} <= tables
    connection.close()


def test_duckdb(database: Database, login: str):
    with duckdb.connect() as db:
        try:
            db.execute("load postgres")
        except duckdb.Error:
            pytest.skip("DuckDB's extension postgres is not on this machine, and is a download")
        db.execute(f"attach '{database.url(login)}' as pg (type postgres, read_only)")
        query = OF_LEDGER.replace("marts.", "pg.marts.")
        assert db.execute(query).fetchall() == LEDGER
