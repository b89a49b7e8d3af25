"""Each audience has its own folder: what it may see, and nothing else."""

import errno
import grp
import json
import os
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from publish import audiences, outputs, snapshot

pytestmark = pytest.mark.slow

AS_AT = date(2026, 11, 20)
DICTIONARY = """
    create table ops.data_dictionary as from (values
        ('marts', 'benchmarks', 'open', 'published_by_dfe', 'DfE''s figures.', 1, 'la_code', null),
        ('marts', 'open_requests_published', 'open', 'audited', 'Bands.', 1, 'la_code', null),
        ('marts', 'needs_profile', 'figures', null, 'Small counts.', 1, 'la_code', 'Who.'),
        ('marts', 'fct_ehc_requests', 'cases', null, 'Children.', 1, 'la_code', null),
        ('marts', 'fct_ledger', 'finance', null, 'Lines.', 1, 'la_code', null),
        ('ops', 'data_dictionary', 'open', 'reference', 'Columns.', 1, 'schema_name', null)
    ) d (schema_name, table_name, audience, disclosure, table_description, column_order,
         column_name, column_description)
"""
TABLES = ("benchmarks", "needs_profile", "fct_ehc_requests", "fct_ledger", "left_by_old_code")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """990's open requests are safe; of 991's, the total less the visible band gives the hidden."""
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as db:
        db.execute("create schema marts; create schema ops")
        for name in TABLES:
            db.execute(f"create table marts.{name} as from (values ('990'), ('991')) t (la_code)")
        db.execute(
            """
            create table marts.open_requests_published as from (values
                ('990', date '2026-11-20', 'total', true, 52),
                ('990', date '2026-11-20', 'up_to_6_weeks', false, null),
                ('990', date '2026-11-20', 'over_20_weeks', false, null),
                ('991', date '2026-11-20', 'total', true, 52),
                ('991', date '2026-11-20', 'up_to_6_weeks', false, 49),
                ('991', date '2026-11-20', 'over_20_weeks', false, null)
            ) o (la_code, as_at, band, is_total, requests)
            """
        )
        db.execute(DICTIONARY)
    return tmp_path


def publish(home: Path) -> Path:
    tables_and_audiences = outputs.NIGHTLY[:2]
    return snapshot.publish(home, AS_AT, set(), tables_and_audiences).path


def tables_of(folder: Path) -> set[str]:
    files = {f"{path.parent.name}.{path.stem}" for path in folder.rglob("*.parquet")}
    with duckdb.connect(str(folder / "send.duckdb"), read_only=True) as db:
        named = db.execute("select schema_name || '.' || table_name from duckdb_tables()")
        assert {name for (name,) in named.fetchall()} == files
    return files


def test_an_audience_has_its_tables_and_those_that_are_for_more_people(home: Path):
    published = publish(home)
    everybody = {
        "marts.benchmarks",
        "marts.open_requests_published",
        "ops.data_dictionary",
        "ops.publications",
    }
    council = everybody | {"marts.needs_profile"}
    assert tables_of(published / "open") == everybody
    assert tables_of(published / "figures") == council
    assert tables_of(published / "cases") == council | {"marts.fct_ehc_requests"}
    assert tables_of(published / "finance") == council | {"marts.fct_ledger"}
    assert (published / "marts" / "left_by_old_code.parquet").exists()  # for the operator only


def test_the_file_of_finance_begins_as_the_operators_and_has_no_byte_of_a_case(home: Path):
    key = "key-of-a-child"
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute(f"alter table marts.fct_ehc_requests add column person varchar default '{key}'")
        db.execute("alter table marts.fct_ledger add column journal varchar default 'journal-7'")
    published = publish(home)
    of_finance = (published / "finance" / "send.duckdb").read_bytes()
    of_all = (published / "send.duckdb").read_bytes()
    assert key.encode() in of_all
    assert b"journal-7" in of_finance
    assert key.encode() not in of_finance
    with duckdb.connect() as db:
        db.execute(f"attach '{published}/send.duckdb' as operator (read_only)")
        db.execute(f"attach '{published}/finance/send.duckdb' as finance (read_only)")
        for name in ("fct_ledger", "needs_profile", "open_requests_published"):
            rows = [
                db.execute(f"from {each}.marts.{name}").fetchall()
                for each in ("operator", "finance")
            ]
            assert rows[0] == rows[1] != []


def test_an_authority_whose_hidden_count_can_be_derived_is_left_out_of_the_open_folder(home: Path):
    published = publish(home)
    seen = {}
    for audience in ("open", "figures"):
        with duckdb.connect(str(published / audience / "send.duckdb"), read_only=True) as db:
            seen[audience] = db.execute(
                "select la_code, count(*) from marts.open_requests_published group by 1 order by 1"
            ).fetchall()
            rows = db.execute(
                "select row_count, withheld from ops.publications "
                "where table_name = 'open_requests_published'"
            ).fetchall()
            assert rows == ([(3, ["991"])] if audience == "open" else [(6, [])])
    assert seen == {"open": [("990", 3)], "figures": [("990", 3), ("991", 3)]}
    file = published / "open" / "marts" / "open_requests_published.parquet"
    assert pq.read_table(file)["la_code"].unique().to_pylist() == ["990"]
    assert audiences.withheld(published) == ["991"]


def test_a_parquet_file_is_stored_once_for_all_who_may_see_it(home: Path):
    published = publish(home)
    file = "marts/needs_profile.parquet"
    assert (published / file).samefile(published / "figures" / file)


def test_a_file_system_without_hard_links_gets_copies(home: Path, monkeypatch: pytest.MonkeyPatch):
    def link(source: Path, target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")  # as exFAT and some shares

    monkeypatch.setattr(os, "link", link)
    published = publish(home)
    (of_operator, *others) = [published / each / "marts" for each in (".", "figures", "cases")]
    for other in others:
        copy, source = (each / "needs_profile.parquet" for each in (other, of_operator))
        assert copy.read_bytes() == source.read_bytes()
        assert not copy.samefile(source)


def test_tables_and_columns_carry_their_descriptions(home: Path):
    published = publish(home)
    for file in ("send.duckdb", "cases/send.duckdb"):
        with duckdb.connect(str(published / file), read_only=True) as db:
            query = "select comment from duckdb_{} where table_name = 'needs_profile'"
            assert db.execute(query.format("tables()")).fetchall() == [("Small counts.",)]
            assert db.execute(query.format("columns()")).fetchall() == [("Who.",)]
    about = pq.read_schema(published / "marts" / "needs_profile.parquet").metadata
    assert about[b"description"] == b"Small counts."
    assert about[b"audience"] == b"figures"
    assert json.loads(about[b"columns"]) == {"la_code": "Who."}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to any group")
def test_a_group_reaches_the_folder_of_its_audience_only(home: Path):
    groups = [each for each in grp.getgrall() if each.gr_gid][:2]
    (home / "settings").mkdir()
    (home / "settings" / "readers.yml").write_text(
        f'audiences: {{"open": {groups[0].gr_name}, finance: {groups[1].gr_name}}}\n'
    )
    home.chmod(0o700)
    published = publish(home)

    def access(path: Path) -> tuple[int, int]:
        state = path.stat()
        return state.st_mode & 0o777, state.st_gid

    opened = [published / "open", published / "open" / "marts"]
    assert [access(folder) for folder in opened] == [(0o750, groups[0].gr_gid)] * 2
    assert access(published / "finance" / "marts") == (0o750, groups[1].gr_gid)
    closed = [published / name for name in ("figures", "cases", "marts", "ops")]
    assert {access(folder)[0] for folder in closed} == {0o700}
    assert access(published / "send.duckdb")[0] == 0o400
    assert access(published / "cases" / "send.duckdb")[0] == 0o400
    assert access(published / "open" / "send.duckdb")[0] == 0o444
    for on_the_way in (home, home / "publications", published):
        assert access(on_the_way)[0] == 0o711  # through, and no list


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("drop table ops.data_dictionary", "no table has an audience"),
        (
            "update ops.data_dictionary set disclosure = 'audited' where table_name = 'benchmarks'",
            "benchmarks: the contract has `disclosure: audited`, but no audit reads it",
        ),
    ],
)
def test_without_audiences_or_an_audit_nothing_is_published(home: Path, statement, message):
    publish(home)
    before = (home / "published").resolve()
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute(statement)
    with pytest.raises(ValueError, match=message):
        publish(home)
    assert (home / "published").resolve() == before
