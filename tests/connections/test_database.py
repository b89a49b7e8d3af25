"""A view of a real PostgreSQL becomes a file of the night, over ODBC: exact, once, with its control
file."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks import postgres_server
from benchmarks.postgres_server import PASSWORD
from dags.connections import connected
from steps import collect
from steps.reporting import StepFailed
from tests.conftest import Installation

pyodbc = pytest.importorskip("pyodbc", reason="unixODBC is not installed", exc_type=ImportError)
DRIVERS = [each for each in pyodbc.drivers() if "PostgreSQL" in each and "Unicode" in each]
pytestmark = pytest.mark.skipif(
    not DRIVERS, reason="PostgreSQL's ODBC driver (odbc-postgresql) is not installed"
)
TABLE = """
create table exported as select * from (values
  ('R1', date '2026-11-02', 1234567890.10::numeric(14,2), true, null::text, 'a,"b"
c', timestamp '2026-11-02 00:00', 7),
  ('R2', null, -0.05, false, '', 'Zoë', timestamp '2026-11-02 13:45', -3)
) as t(request_id, received_date, amount, flag, nothing, note, at, number);
create role reader login password 'not-to-be-shown'; grant select on exported to reader;
"""
VIEW = "select * from exported order by request_id"


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with postgres_server.running() as started:
        options = f"DRIVER={{{DRIVERS[0]}}};SERVER=127.0.0.1;PORT={started.port};DATABASE=postgres"
        with pyodbc.connect(f"{options};UID=postgres;PWD={PASSWORD}", autocommit=True) as database:
            database.execute(TABLE)
        yield started.port


@pytest.fixture
def view(installation: Installation, server: int, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Authority 312, whose requests come from a view."""
    monkeypatch.setenv("AIRFLOW__PROVIDERS_ODBC__ALLOW_DRIVER_IN_EXTRA", "True")
    connect(monkeypatch, server)
    declare(installation, VIEW)
    return installation


def connect(patch: pytest.MonkeyPatch, port: int) -> None:
    connection = {
        "conn_type": "odbc",
        "host": "127.0.0.1",
        "port": port,
        "login": "reader",
        "password": "not-to-be-shown",
        "schema": "postgres",
        "extra": {"driver": DRIVERS[0], "BoolsAsChar": "0", "MaxVarcharSize": "8190"},
    }
    patch.setenv("AIRFLOW_CONN_CASE_VIEW", json.dumps(connection))


def declare(installation: Installation, query: str, kind: str = "parquet") -> None:
    feed = {"source": "case_system", "connection": "case_view", "query": query}
    file = installation.home / "settings" / "collect" / "312.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"feeds": [feed | {"dataset": "requests", "format": kind}]}))


def collect_312(night: str | None = None) -> None:
    collect.collect("case_system", "312", night or collect.last_night(), 0, connected)


def landed(installation: Installation, night: str, kind: str = "parquet") -> Path:
    folder = installation.home / "landing" / "312" / "case_system"
    return folder / f"requests__{night}.{kind}"


def test_every_column_is_text_and_every_decimal_is_exact(view: Installation) -> None:
    collect_312()
    written = pq.read_table(landed(view, collect.last_night()))
    assert {str(column.type) for column in written.schema} == {"string"}
    assert written.to_pylist() == [
        {
            "request_id": "R1",
            "received_date": "2026-11-02",
            "amount": "1234567890.10",
            "flag": "1",
            "nothing": None,
            "note": 'a,"b"\nc',
            "at": "2026-11-02",
            "number": "7",
        },
        {
            "request_id": "R2",
            "received_date": None,
            "amount": "-0.05",
            "flag": "0",
            "nothing": "",
            "note": "Zoë",
            "at": "2026-11-02 13:45:00",
            "number": "-3",
        },
    ]
    control = landed(view, collect.last_night()).with_suffix(".control.json")
    assert json.loads(control.read_text())["rows"] == 2


def test_a_csv_has_the_same_text(view: Installation) -> None:
    declare(view, VIEW, "csv")
    collect_312()
    assert landed(view, collect.last_night(), "csv").read_text("utf-8").splitlines()[:2] == [
        "request_id,received_date,amount,flag,nothing,note,at,number",
        'R1,2026-11-02,1234567890.10,1,,"a,""b""',
    ]


def test_a_view_is_read_once_a_night(view: Installation) -> None:
    collect_312()
    first = landed(view, collect.last_night()).stat()
    declare(view, "select 'another' as request_id")
    collect_312()
    assert landed(view, collect.last_night()).stat() == first


def test_a_view_is_not_read_for_a_past_night_unless_it_names_it(view: Installation) -> None:
    collect_312("2026-01-05")
    assert not landed(view, "2026-01-05").exists()
    declare(view, "select request_id from exported where date '{night}' = date '2026-01-05'")
    collect_312("2026-01-05")
    assert pq.read_table(landed(view, "2026-01-05")).num_rows == 2


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select * from nowhere", r'SQLSTATE 42P01\).*relation "nowhere" does not exist'),
        ("select 1 as a, 2 as a", "has the column a twice"),
        ("select '\\x00'::bytea as a", "values of type bytes in the column a"),
        ("set search_path to public", "the query returns no rows"),
    ],
)
def test_a_wrong_query_is_named_and_nothing_lands(
    view: Installation, query: str, message: str
) -> None:
    declare(view, query)
    with pytest.raises(StepFailed, match=message):
        collect_312()
    assert not landed(view, collect.last_night()).exists()


def test_an_error_that_quotes_a_value_is_shown_without_it(view: Installation) -> None:
    declare(view, "select note::int as n from exported where request_id = 'R2'")
    with pytest.raises(StepFailed, match="SQLSTATE 22P02") as failed:
        collect_312()
    assert "Zo" not in str(failed.value)


def test_a_database_that_is_down_is_named_without_the_password(
    view: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.connections.sftp_server import free_port

    connect(monkeypatch, free_port())
    with pytest.raises(collect.NotReached, match=r"case_view \(odbc 127.0.0.1:\d+\)") as failed:
        collect_312()
    assert "not-to-be-shown" not in str(failed.value)


def test_files_at_a_database_are_refused(view: Installation) -> None:
    file = view.home / "settings" / "collect" / "312.yml"
    file.write_text("feeds: [{source: case_system, connection: case_view, files: a.csv}]\n")
    with pytest.raises(StepFailed, match=r"of type odbc\. Expected one of sftp, wasb, fs"):
        collect_312()
