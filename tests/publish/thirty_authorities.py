"""A warehouse of thirty authorities, changes of it, and the two ways to publish them: by rows that
replace those of the publication before, and whole."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from publish import audiences, changes, outputs, snapshot, write_tables

AS_AT = date(2026, 11, 20)
SECRET = "4C7A0B1D-of-one-child"
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
        patched.setattr(write_tables, "_write_all", refuse)
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


def files_with_the_secret(publication: Path) -> set[str]:
    return {
        str(file.relative_to(publication))
        for file in publication.rglob("*")
        if file.is_file() and SECRET.encode() in file.read_bytes()
    }
