"""Where few rows have changed, they replace those of the publication before: the result is that of
a publication that is written whole."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from publish import audiences, changes, checksums, outputs, snapshot, tables
from steps import warehouse
from tests.publish.test_damaged_publication import damage

pytestmark = pytest.mark.slow

AS_AT = date(2026, 11, 20)
WAREHOUSE = """
    create schema marts; create schema ops;
    create table marts.fct_ledger as
        select cast(100 + i % 30 as varchar) as la_code, i as line,
            cast(i * 1.01 as decimal(18, 2)) as amount_gbp, [i, i + 1] as parts
        from range(3000) r (i);
    create table marts.open_requests_published as
        select cast(100 + i as varchar) as la_code, date '2026-11-20' as as_at, band, is_total,
            requests
        from range(30) r (i)
        cross join (values ('total', true, 52), ('up_to_6_weeks', false, null),
            ('over_20_weeks', false, null)) b (band, is_total, requests);
    create table marts.benchmarks as
        select i as line, if(i % 5 = 0, null, cast(100 + i % 30 as varchar)) as la_code
        from range(600) r (i);
    create table ops.load_receipts as
        select cast(100 + i as varchar) as la_code, ['late'] as findings from range(30) r (i);
    create table ops.data_dictionary as from (values
        ('marts', 'benchmarks', 'open', 'published_by_dfe', 'DfE''s.', 1, 'la_code', null),
        ('marts', 'open_requests_published', 'open', 'audited', 'Bands.', 1, 'la_code', 'Who.'),
        ('marts', 'fct_ledger', 'finance', null, 'Lines.', 1, 'la_code', null),
        ('ops', 'load_receipts', 'figures', null, 'Files.', 1, 'la_code', null),
        ('ops', 'data_dictionary', 'open', 'reference', 'Columns.', 1, 'schema_name', null)
    ) d (schema_name, table_name, audience, disclosure, table_description, column_order,
         column_name, column_description)
"""
CHANGES = [
    "update marts.fct_ledger set amount_gbp = amount_gbp + 0.01 where la_code = '107' and line = 7",
    "delete from marts.fct_ledger where la_code = '107'",
    "insert into marts.fct_ledger values ('099', 1, 2.00, []), ('131', null, null, null)",
    "insert into marts.fct_ledger from marts.fct_ledger where line = 11",  # the same row twice
    "update marts.benchmarks set line = -1 where line = 5",  # a row of no authority
    "delete from marts.benchmarks where la_code = '104'",
    "update ops.load_receipts set findings = [] where la_code = '103'",
]


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path]:
    """Two homes with the same publication of thirty authorities."""
    both = tmp_path / "by_rows", tmp_path / "whole"
    for home in both:
        home.mkdir()
        run(home, WAREHOUSE)
        publish(home)
    return both


def run(home: Path, statement: str) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute(statement)


def publish(home: Path, *held_back: str) -> Path:
    both = [outputs.TABLES, outputs.AUDIENCES]
    return snapshot.publish(home, AS_AT, set(held_back), both).path


def publish_rows(home: Path, *held_back: str) -> Path:
    """Publish where writing all tables is an error, but for those that everybody may see."""
    write_rows = audiences._write_rows

    def refuse(*_: object) -> None:
        raise AssertionError("all tables are written")

    def refuse_but_open(db: Any, folder: Path, *others: Any) -> None:
        if folder.name != audiences.OPEN:
            refuse()
        write_rows(db, folder, *others)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tables, "_write_all", refuse)
        patched.setattr(audiences, "_write_rows", refuse_but_open)
        return publish(home, *held_back)


def publish_whole(home: Path, *held_back: str) -> Path:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(changes, "few", lambda *_: None)
        return publish(home, *held_back)


def content(publication: Path) -> dict[str, object]:
    """All its files: Parquet by their bytes, tables of DuckDB by their rows and comments."""
    found: dict[str, object] = {
        str(file.relative_to(publication)): file.read_bytes()
        for file in publication.rglob("*.parquet")
    }
    for file in publication.rglob("send.duckdb"):
        with duckdb.connect(str(file), read_only=True) as db:
            about = db.execute(
                "select table_name, column_name, data_type, comment from duckdb_columns() "
                "where not internal union all select table_name, null, null, comment "
                "from duckdb_tables() order by all"
            ).fetchall()
            named = db.execute("select schema_name || '.' || table_name from duckdb_tables()")
            rows = {
                name: db.execute(f"from {name} order by all").fetchall()
                for (name,) in named.fetchall()
            }
        found[str(file.relative_to(publication))] = about, rows
    return found


@pytest.mark.parametrize(
    ("change", "held_back"),
    [*((change, ()) for change in CHANGES), ("; ".join(CHANGES), ("107",))],
)
def test_replaced_rows_give_the_publication_that_is_written_whole(
    homes: tuple[Path, Path], change: str, held_back: tuple[str, ...]
) -> None:
    for home in homes:
        run(home, change)
    by_rows, whole = publish_rows(homes[0], *held_back), publish_whole(homes[1], *held_back)
    assert by_rows.name == whole.name
    assert content(by_rows) == content(whole)
    assert checksums.damaged(by_rows) == []


def test_rows_are_replaced_again_and_again(homes: tuple[Path, Path]) -> None:
    for change in CHANGES:
        for home in homes:
            run(home, change)
        by_rows = publish_rows(homes[0])
    assert content(by_rows) == content(publish_whole(homes[1]))


@pytest.mark.parametrize(
    "change",
    [
        "update marts.fct_ledger set amount_gbp = 0",
        "alter table marts.fct_ledger add column note varchar",
        "alter table marts.fct_ledger alter amount_gbp type decimal(20, 2)",
        "create table marts.fct_placements as select '107' as la_code",
        "drop table marts.benchmarks",
        "update ops.data_dictionary set table_description = 'New.' where table_name = 'fct_ledger'",
        "update ops.data_dictionary set audience = 'cases' where table_name = 'fct_ledger'",
    ],
)
def test_many_rows_other_columns_and_other_descriptions_are_written_whole(
    homes: tuple[Path, Path], change: str
) -> None:
    for home in homes:
        run(home, change)
    with pytest.raises(AssertionError, match="all tables are written"):
        publish_rows(homes[0])
    assert content(publish(homes[0])) == content(publish_whole(homes[1]))


@pytest.mark.parametrize(
    ("file", "how"),
    [
        ("marts/benchmarks.parquet", "flipped"),
        ("open/send.duckdb", "cut"),
        ("finance/send.duckdb", "gone"),
        ("open/ops/publications.parquet", "flipped"),
        ("send.duckdb", "flipped"),
        ("SHA256SUMS", "cut"),
    ],
)
def test_nothing_is_taken_from_a_damaged_file(
    homes: tuple[Path, Path], file: str, how: str
) -> None:
    damage((homes[0] / "published").resolve() / file, how)
    for home in homes:
        run(home, CHANGES[0])
    done = publish(homes[0])
    assert content(done) == content(publish_whole(homes[1]))
    assert checksums.damaged(done) == []


def test_an_authority_that_the_audit_leaves_out_is_left_out(homes: tuple[Path, Path]) -> None:
    derived = (
        "update marts.open_requests_published set requests = {} "
        "where la_code = '107' and band = 'up_to_6_weeks'"
    )
    for change in (derived.format(49), CHANGES[0], derived.format("null")):
        for home in homes:
            run(home, change)
        done = publish_rows(homes[0])
        assert content(done) == content(publish_whole(homes[1]))
        assert audiences.withheld(done) == ([] if "null" in change else ["107"])


SECRET = "4C7A0B1D-of-one-child"


def files_with_the_secret(publication: Path) -> set[str]:
    return {
        str(file.relative_to(publication))
        for file in publication.rglob("*")
        if file.is_file() and SECRET.encode() in file.read_bytes()
    }


def test_the_open_file_never_holds_bytes_of_a_replaced_row(homes: tuple[Path, Path]) -> None:
    run(homes[0], f"update marts.open_requests_published set band = '{SECRET}' where la_code='107'")
    assert "open/send.duckdb" in files_with_the_secret(publish(homes[0]))
    run(homes[0], "update marts.open_requests_published set band = 'none' where la_code='107'")
    assert not {each for each in files_with_the_secret(publish_rows(homes[0])) if "open" in each}


def test_after_the_warehouse_was_deleted_no_file_holds_bytes_of_deleted_rows(
    homes: tuple[Path, Path],
) -> None:
    """Rows that an erasure deletes; also where what is published is the same as before it."""
    home = homes[0]
    lines = "alter table marts.fct_ledger add column reference varchar"
    run(home, f"{lines}; update marts.fct_ledger set reference = '{SECRET}' where la_code = '107'")
    publish(home)
    run(home, "delete from marts.fct_ledger where la_code = '107'")
    done = publish_rows(home)
    assert files_with_the_secret(done)  # in free space of the copies
    kept = (home / "warehouse.duckdb").read_bytes()
    warehouse.delete(home / "warehouse.duckdb")
    (home / "warehouse.duckdb").write_bytes(kept)
    again = publish(home)
    assert again == done
    assert not files_with_the_secret(again)
    assert checksums.damaged(again) == []
    run(home, CHANGES[0].replace("107", "108"))
    publish_rows(home)  # the night after takes rows again
