"""The demonstration's publication, opened as a developer of reports opens it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from publish import audiences
from tests.questions import audiences_of_questions, queries

AS_AT = date(2026, 11, 20)
# They describe others' rows and count nothing, so no figure of theirs stands at a date.
DESCRIBE = {"bridge_authority_groups", "ledger_accounts", "ward_boundaries"}
OF_GROUPS = 11  # the demonstration has no partnership
LABELS = {
    "primary_need": "need_label",
    "setting_type": "setting_label",
    "phase": "phase_label",
    "spend_category": "category_label",
}


@pytest.fixture(scope="module")
def published(demonstration) -> Iterator[duckdb.DuckDBPyConnection]:
    file = (demonstration.first.home / "published" / "send.duckdb").resolve()
    with duckdb.connect(str(file), read_only=True) as connection:
        yield connection


def columns(published: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The columns of every mart, in their order."""
    rows = published.execute(
        "select table_name, list(column_name order by column_index) from duckdb_columns() "
        "where schema_name = 'marts' group by all order by 1"
    ).fetchall()
    return dict(rows)


@pytest.mark.parametrize("number", queries())
def test_a_question_is_answered_from_the_folder_of_its_audience(demonstration, number: int):
    folder = demonstration.first.home / "published" / audiences_of_questions()[number]
    with duckdb.connect(str((folder / "send.duckdb").resolve()), read_only=True) as db:
        assert bool(db.execute(queries()[number]).fetchall()) == (number != OF_GROUPS)


def test_every_table_of_figures_has_the_reporting_date(published):
    """As `as_at`; as `reported_at` where as_at is a part of the key and has several dates."""
    found = columns(published)
    without = {name for name in found if not {"as_at", "reported_at"} & set(found[name])}
    assert without == {name for name in found if name.startswith("dim_")} | DESCRIBE
    for name in set(found) - without:
        column = "reported_at" if "reported_at" in found[name] else "as_at"
        dates = published.execute(f"select distinct {column} from marts.{name}").fetchall()
        assert set(dates) <= {(AS_AT,)}, name


def test_a_row_that_sums_others_says_so(published):
    texts = published.execute(
        "select table_name, column_name from duckdb_columns() "
        "where schema_name = 'marts' and data_type = 'VARCHAR'"
    ).fetchall()
    found = columns(published)
    tables = set()
    for table, column in texts:
        total = f"marts.{table} where {column} in ('total', 'ledger_total')"
        if published.execute(f"from {total} limit 1").fetchall():
            tables.add(table)
            assert "is_total" in found[table], f"{table}.{column}"
            assert published.execute(f"from {total} and not is_total").fetchall() == [], table
    assert {"dsg_outturn", "outturn_reconciliation", "needs_profile_published"} <= tables


@pytest.mark.parametrize(("code", "label"), LABELS.items())
def test_a_label_stands_beside_its_code_in_every_row(published, code: str, label: str):
    tables = [name for name, has in columns(published).items() if {code, label} <= set(has)]
    assert len(tables) > 3
    for table in tables:
        without = f"from marts.{table} where {code} is not null and {label} is null"
        assert published.execute(f"select distinct {code} {without}").fetchall() == [], table


@pytest.mark.parametrize("audience", audiences.SEES)
def test_every_table_and_column_carries_its_description(demonstration, audience: str):
    folder = Path(demonstration.first.home / "published" / audience).resolve()
    with duckdb.connect(str(folder / "send.duckdb"), read_only=True) as db:
        for kind in ("tables", "columns"):
            query = f"from duckdb_{kind}() where not internal and comment is null"
            assert db.execute(query).fetchall() == [], kind
    for file in folder.rglob("*.parquet"):
        [(described,)] = duckdb.execute(
            "select decode(value) from parquet_kv_metadata($1) where decode(key) = 'columns'",
            [str(file)],
        ).fetchall()
        names = duckdb.execute("select name from parquet_schema($1)", [str(file)]).fetchall()
        leaves = {name for (name,) in names[1:]} - {"list", "element"}
        assert leaves <= set(json.loads(described)), file
