"""The page of an authority is taken from the publication before where nothing of it has changed."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from publish import checksums
from publish.page import per_authority
from publish.page.display import Display
from publish.page.per_authority import Pages
from publish.snapshot import Differences, Draft
from publish.table_schema import Table
from tests.publish import page_marts

SETTINGS = Display(Decimal(60), {})
PLANS = Table("marts", "plans", (("la_code", "varchar"),))
RECEIPTS = Table("ops", "load_receipts", (("la_code", "varchar"),))
GROWTH = Table("marts", "benchmark_growth", (("la_code", "varchar"),))
ALL = {"101", "102"}


class Written:
    """Which authorities' pages were made, and a page that says so."""

    def __init__(self) -> None:
        self.codes: set[str] = set()

    def page(self, _: duckdb.DuckDBPyConnection, la_code: str, settings: Display) -> str:
        self.codes.add(la_code)
        return f"<html><head></head><body>{la_code} {settings.target} {len(self.codes)}</body>"


@pytest.fixture
def before(tmp_path: Path) -> Draft:
    """The publication before, with the pages of 101 and 102."""
    draft = unwritten(tmp_path / "before")
    assert write(draft) == ALL
    checksums.write(draft.folder)
    return draft


@pytest.fixture
def draft(before: Draft, tmp_path: Path) -> Draft:
    """The publication after it, in which no row has changed."""
    none: dict[Table, frozenset[str]] = {PLANS: frozenset(), GROWTH: frozenset()}
    after = unwritten(tmp_path / "after")
    return replace(after, before=before.folder, differences=Differences(none))


def unwritten(folder: Path) -> Draft:
    folder.mkdir()
    with duckdb.connect(str(folder / "send.duckdb")) as db:
        db.execute("create table codes as from (values ('101'), ('102')) codes (la_code)")
    return page_marts.draft(folder)


def write(draft: Draft, settings: Display = SETTINGS) -> set[str]:
    """Write the pages; return the authorities whose page was made anew."""
    written = Written()
    query = "select la_code from send.codes order by 1"
    pages = Pages("pages", "send.duckdb", query, written.page, (GROWTH.full_name,))
    files = per_authority.write(draft, pages, settings)
    assert files == [draft.folder / "pages" / f"{la_code}.html" for la_code in sorted(ALL)]
    assert all(file.is_file() for file in files)
    return written.codes


def changed(draft: Draft, table: Table, *codes: str) -> Draft:
    assert draft.differences.by_table is not None
    return replace(
        draft, differences=Differences(draft.differences.by_table | {table: frozenset(codes)})
    )


def test_a_page_of_which_nothing_has_changed_is_the_page_before(before: Draft, draft: Draft):
    assert write(draft) == set()
    for la_code in ALL:
        name = f"pages/{la_code}.html"
        assert (draft.folder / name).read_bytes() == (before.folder / name).read_bytes()
        assert (draft.folder / name).stat().st_ino != (before.folder / name).stat().st_ino


def test_the_page_of_an_authority_with_other_rows_is_made_anew(draft: Draft):
    assert write(changed(draft, PLANS, "102", "999")) == {"102"}


def test_rows_of_ops_are_on_no_page(draft: Draft):
    assert write(changed(draft, RECEIPTS, "101", "")) == set()


@pytest.mark.parametrize(("table", "code"), [(PLANS, ""), (GROWTH, "999")])
def test_rows_of_england_or_of_neighbours_are_on_every_page(draft: Draft, table: Table, code: str):
    assert write(changed(draft, table, code)) == ALL


def test_where_all_tables_are_written_all_pages_are(draft: Draft):
    assert write(replace(draft, differences=Differences(None))) == ALL


def test_another_date_or_setting_makes_every_page_anew(draft: Draft, tmp_path: Path):
    assert write(draft, replace(SETTINGS, target=Decimal(70))) == ALL
    later = replace(draft, as_at=draft.as_at.replace(day=21), folder=tmp_path / "later")
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "send.duckdb").hardlink_to(draft.folder / "send.duckdb")
    assert write(later) == ALL


def test_an_authority_that_is_held_back_now_has_another_page(draft: Draft):
    assert write(replace(draft, held_back=frozenset({"101"}))) == {"101"}


def test_other_code_makes_every_page_anew(draft: Draft, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(per_authority, "_code", lambda: "another")
    assert write(draft) == ALL


def test_a_damaged_or_missing_page_is_made_anew(before: Draft, draft: Draft):
    (before.folder / "pages" / "101.html").write_text("damaged", "utf-8")
    assert write(draft) == {"101"}


def test_without_hashes_every_page_is_made_anew(before: Draft, draft: Draft):
    (before.folder / checksums.FILE).unlink()
    assert write(draft) == ALL
