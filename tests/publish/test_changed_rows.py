"""Where few rows have changed, they replace those of the publication before: the result is that of
a publication that is written whole."""

from pathlib import Path

import pytest

from publish import audiences, checksums
from steps.dbt import warehouse
from tests.publish.test_damaged_publication import damage
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
    assert again.name == f"{done.name}.2"  # the same content, in a folder of its own
    assert not files_with_the_secret(again)
    assert checksums.damaged(again) == []
    run(home, CHANGES[0].replace("107", "108"))
    publish_rows(home)  # the night after takes rows again
