"""The pages of an authority show rows of no other, but in the tables declared to be of others:
`publish.page.per_authority` takes a page as it is where no row of its authority has changed."""

import shutil
from pathlib import Path

import duckdb
import pytest

from publish.page import cases_page, manager_page, open_page
from publish.page.display import display
from publish.page.per_authority import Pages
from tests.night.conftest import Demonstration

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("pages", [open_page.PAGES, manager_page.PAGES, cases_page.PAGES])
def test_a_page_is_the_same_without_rows_of_other_authorities(
    demonstration: Demonstration, tmp_path: Path, pages: Pages
) -> None:
    publication = demonstration.first.home / "published"
    settings = display(demonstration.first.home)
    shutil.copy(publication / pages.database, tmp_path / "send.duckdb")
    tmp_path.joinpath("send.duckdb").chmod(0o600)
    with duckdb.connect() as db:
        db.execute(f"attach '{tmp_path}/send.duckdb' as send")
        [kept, *others] = [code for (code,) in db.execute(pages.authorities).fetchall()]
        assert others
        whole = pages.html(db, kept, settings)
        deleted = sum(_delete_all_but(db, table, kept) for table in _tables_by_authority(db, pages))
        assert deleted > 100
        assert pages.html(db, kept, settings) == whole


def _tables_by_authority(db: duckdb.DuckDBPyConnection, pages: Pages) -> list[str]:
    found = db.execute(
        "select distinct schema_name || '.' || table_name from duckdb_columns() "
        "where database_name = 'send' and schema_name = 'marts' and column_name = 'la_code'"
    ).fetchall()
    return [name for (name,) in found if name not in pages.of_others]


def _delete_all_but(db: duckdb.DuckDBPyConnection, table: str, la_code: str) -> int:
    [[rows]] = db.execute(f"delete from send.{table} where la_code <> $1", [la_code]).fetchall()
    return int(rows)
