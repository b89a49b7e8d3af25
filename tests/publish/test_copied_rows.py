"""What a publication that starts as a copy of the one before must not show, lose or keep."""

import grp
import os
from pathlib import Path

import duckdb
import pytest

from publish import audiences, changes, snapshot, write_tables
from publish.table_schema import Table
from steps.dbt import warehouse
from tests.publish.thirty_authorities import (
    CHANGES,
    SECRET,
    content,
    files_with_the_secret,
    publish,
    publish_rows,
    publish_whole,
    run,
)

pytestmark = pytest.mark.slow

BANDS = "marts.open_requests_published"


def bands(publication: Path, audience: str = "open") -> list[tuple[str, str]]:
    """The rows of an audience's file in the order in which they are stored."""
    file = publication / audience / "send.duckdb"
    with duckdb.connect(str(file), read_only=True) as db:
        return db.execute(f"select la_code, band from {BANDS}").fetchall()


def counted_in_the_order(home: Path, *order: str) -> None:
    """Give 107 other rows, stored in an order as a query over hidden counts leaves them."""
    rows = {"total": "true, 53", "up_to_6_weeks": "false, null", "over_20_weeks": "false, null"}
    run(home, f"delete from {BANDS} where la_code = '107'")
    for band in order:
        values = f"'107', date '2026-11-20', '{band}', {rows[band]}"
        run(home, f"insert into {BANDS} values ({values})")


def test_the_order_of_open_rows_says_nothing_of_hidden_counts(homes: tuple[Path, Path]) -> None:
    counted_in_the_order(homes[0], "up_to_6_weeks", "over_20_weeks", "total")
    counted_in_the_order(homes[1], "over_20_weeks", "total", "up_to_6_weeks")
    by_rows, whole = publish_rows(homes[0]), publish_whole(homes[1])
    assert bands(by_rows) == bands(whole) == sorted(bands(whole))
    of_figures = [band for la_code, band in bands(by_rows, "figures") if la_code == "107"]
    assert of_figures == sorted(of_figures)


def test_open_files_are_equal_where_one_authority_is_left_out_and_another_changes(
    homes: tuple[Path, Path],
) -> None:
    left_out = f"update {BANDS} set requests = 49 where la_code = '107' and band = 'up_to_6_weeks'"
    total = f"update {BANDS} set requests = 60 where la_code = '103' and band = 'total'"
    for home in homes:
        run(home, f"{left_out}; {total}")
    by_rows, whole = publish_rows(homes[0]), publish_whole(homes[1])
    assert audiences.withheld(by_rows) == ["107"]
    assert content(by_rows) == content(whole)


def test_a_copy_with_tables_of_another_audience_is_not_used(
    homes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for home in homes:
        with monkeypatch.context() as of_an_earlier_version:
            seen = {**audiences.SEES, "cases": ("open", "figures", "finance")}
            of_an_earlier_version.setattr(audiences, "SEES", seen)
            run(home, CHANGES[0])
            publish(home)
        run(home, CHANGES[4])
    assert content(publish(homes[0])) == content(publish_whole(homes[1]))


def test_a_copy_reuses_no_metadata_which_older_clients_could_not_load(tmp_path: Path) -> None:
    """No client of DuckDB 1.2 or 1.3 is here to try: with it, they failed to read a table that had
    not changed (`Failed to load metadata pointer`), where few rows of others were replaced."""
    with duckdb.connect() as db:
        write_tables.attach(db, tmp_path / "send.duckdb", "target")
        setting = db.execute("select current_setting('experimental_metadata_reuse')").fetchone()
    assert setting == (False,)


def differs(before: str, change: str, *columns: tuple[str, str]) -> bool:
    """Whether a change of a table of 107 is found."""
    table = Table("marts", "counts", (("la_code", "VARCHAR"), *columns))
    with duckdb.connect() as db:
        for catalog in ("now", "before"):
            db.execute(f"attach ':memory:' as {catalog}; create schema {catalog}.marts")
            db.execute(f"create table {table.within(catalog)} as select '107' as la_code, {before}")
        db.execute(change.format(now=table.within("now"), before=table.within("before")))
        return changes.codes(db, table, "now", "before")["107"][1]


def test_two_rows_whose_last_values_change_places_are_others() -> None:
    """DuckDB's hash of a row is the exclusive or of its last value and the others: where the others
    agree in the bits in which two last values differ, the sum stays the same."""
    change = """
        update {now} set is_late = not is_late where line in (
            select unnest(pair) from (
                select [arg_min(line, is_late), arg_max(line, is_late)] as pair
                from {before} as each
                group by xor(hash(each), hash(is_late)) & xor(hash(true), hash(false))
                having count(distinct is_late) = 2
                limit 1
            )
        )
    """
    rows = "range as line, range % 2 = 0 as is_late from range(100000)"
    assert differs(rows, change, ("line", "BIGINT"), ("is_late", "BOOLEAN"))


@pytest.mark.parametrize(
    ("data_type", "before", "now"),
    [
        ("VARCHAR[]", "[]", "null"),
        ("STRUCT(a INTEGER)", "{'a': null}", "null"),
    ],
)
def test_values_of_which_duckdb_gives_the_same_hash_are_others(
    data_type: str, before: str, now: str
) -> None:
    change = f"update {{now}} set value = {now}"
    assert differs(f"cast({before} as {data_type}) as value", change, ("value", data_type))


def with_an_erased_child(home: Path) -> None:
    """Publish a row with a secret; then delete the warehouse, and build one without the row."""
    run(home, f"update ops.load_receipts set findings = ['{SECRET}'] where la_code = '107'")
    run(home, f"update {BANDS} set band = '{SECRET}' where la_code = '107' and not is_total")
    publish(home)
    run(home, f"delete from {BANDS} where la_code = '107'")
    run(home, "delete from ops.load_receipts where la_code = '107'")
    kept = (home / "warehouse.duckdb").read_bytes()
    warehouse.delete(home / "warehouse.duckdb")
    (home / "warehouse.duckdb").write_bytes(kept)


def test_a_night_that_fails_after_an_erasure_does_not_let_rows_be_copied(
    homes: tuple[Path, Path],
) -> None:
    """`send erase` deletes earlier publications whatever became of its night; another person's
    erasure may just have begun when it does."""
    with_an_erased_child(homes[0])
    snapshot.forget_earlier(homes[0])
    assert not files_with_the_secret(publish(homes[0]))


def test_where_an_authority_is_held_back_after_an_erasure_its_rows_are_not_left_in_a_copy(
    homes: tuple[Path, Path],
) -> None:
    with_an_erased_child(homes[0])
    assert files_with_the_secret(publish(homes[0], "107"))  # they are its earlier rows
    assert not files_with_the_secret(publish(homes[0]))
    run(homes[0], CHANGES[0].replace("107", "108"))
    publish_rows(homes[0])  # the night after takes rows again


def test_a_process_killed_before_the_current_publication_is_made_again_loses_no_rows(
    homes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = homes[0]
    snapshot.write_all_next(home)
    rename = Path.rename

    def killed(path: Path, target: Path) -> Path:
        if path.name == f".unfinished-{os.getpid()}":
            raise KeyboardInterrupt
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            publish(home)
    assert (home / "published" / "send.duckdb").exists()
    run(home, f"delete from {BANDS} where la_code = '107'")
    assert "107" in {la_code for la_code, _ in bands(publish(home, "107"))}


def test_readers_may_read_what_takes_the_place_of_the_current_publication_at_once(
    homes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = homes[0]
    (home / "settings").mkdir()
    group = grp.getgrgid(os.getgid()).gr_name
    (home / "settings" / "readers.yml").write_text(f"group: {group}\n", "utf-8")
    publish(home)
    snapshot.write_all_next(home)
    rename, modes = Path.rename, []

    def renames(path: Path, target: Path) -> Path:
        modes.append(path.stat().st_mode & 0o777)
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", renames)
    publish(home)
    assert modes == [0o750]
