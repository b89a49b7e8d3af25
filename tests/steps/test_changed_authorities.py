"""Where the files of a few authorities change, their rows alone are replaced."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from steps.dbt import build, changed_authorities, warehouse
from steps.dbt.run_results import NodeResult, Results
from steps.reporting import StepFailed
from tests.steps.test_build_inputs import add_a_test, write_artefacts, write_rows

NIGHT = "2026-11-20"
CODES = ("205", "312", "334")


def fill(path: Path, value: str, codes: tuple[str, ...] = CODES) -> None:
    """A warehouse with a history, a mart and a table without la_code."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = ", ".join(f"('{code}', '{value}')" for code in codes) or "(null, null)"
    with duckdb.connect(str(path)) as db:
        db.execute("create schema if not exists history; create schema if not exists marts")
        for table in ("history.plans", "marts.needs"):
            query = f"select * from (values {rows}) as t (la_code, value) where la_code is not null"
            db.execute(f"create or replace table {table} as {query}")
        db.execute(f"create or replace table marts.dictionary as select '{value}' as value")


def rows_of(path: Path, table: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as db:
        return db.execute(f"from {table} order by all").fetchall()


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "it's a home" / "warehouse.duckdb"
    fill(path, "before")
    return path


def test_the_new_warehouse_has_the_histories_of_these_authorities(whole: Path) -> None:
    with changed_authorities.warehouse_of(whole, ["312", "334"]) as alone:
        assert rows_of(alone, "history.plans") == [("312", "before"), ("334", "before")]
        with duckdb.connect(str(alone), read_only=True) as db:
            assert db.execute("select count(*) from duckdb_tables()").fetchall() == [(1,)]


def test_the_new_warehouse_is_deleted_after_a_failure_and_after_a_kill(whole: Path) -> None:
    left = whole.parent / "changed" / "warehouse.duckdb"
    left.parent.mkdir()
    left.write_text("of a build that was killed")
    with pytest.raises(StepFailed), changed_authorities.warehouse_of(whole, ["312"]):
        raise StepFailed("dbt could not start")
    assert not left.parent.exists()


@pytest.mark.parametrize("left", ["a folder", "a file", "a link"])
def test_what_is_left_of_a_build_is_deleted_with_the_warehouse(whole: Path, left: str) -> None:
    """Else an erased person would stay there."""
    folder = whole.parent / "changed"
    if left == "a folder":
        fill(folder / whole.name, "of a build that was killed")
    elif left == "a file":
        folder.write_text("of nobody")
    else:
        folder.symlink_to(whole.parent)
    warehouse.delete(whole)
    assert list(whole.parent.iterdir()) == []


def test_only_their_rows_are_replaced(whole: Path, tmp_path: Path) -> None:
    built = tmp_path / "built.duckdb"
    fill(built, "after", codes=("205", "312"))
    with duckdb.connect(str(built)) as db:
        db.execute("create table marts.new as select '312' as la_code, 'after' as value")
    changed_authorities.replace_rows(whole, built, ["312", "334"])
    expected = [("205", "before"), ("312", "after")]  # 334 has no rows any more
    assert rows_of(whole, "history.plans") == rows_of(whole, "marts.needs") == expected
    assert rows_of(whole, "marts.new") == [("312", "after")]
    assert rows_of(whole, "marts.dictionary") == [("before",)]


def test_the_rows_of_a_table_are_replaced_or_none(whole: Path, tmp_path: Path) -> None:
    built = tmp_path / "built.duckdb"
    fill(built, "after")
    with duckdb.connect(str(built)) as db:
        db.execute("alter table marts.needs rename column value to another")
    with pytest.raises(duckdb.Error):
        changed_authorities.replace_rows(whole, built, ["312"])
    assert rows_of(whole, "marts.needs") == [(code, "before") for code in CODES]


def test_a_history_is_replaced_together_with_the_list_of_its_loads(
    whole: Path, tmp_path: Path
) -> None:
    """A later build adds the rows of loads that are not on the list: they would be there twice."""
    built = tmp_path / "built.duckdb"
    for path, load in ((whole, "first"), (built, "second")):
        fill(path, load)
        with duckdb.connect(str(path)) as db:
            for table in ("hist_finance_ledger__transactions", "hist_places__planned_places"):
                db.execute(
                    f"create table history.{table} as select '312' as la_code, '{load}' as l"
                )
            db.execute(
                "create table history.loads_applied as select *, '312' as la_code, $1 as load_id "
                "from (values ('finance_ledger', 'transactions'), ('places', 'planned_places')) "
                "as t (source, dataset)",
                [load],
            )
    with duckdb.connect(str(built)) as db:
        db.execute("alter table history.hist_places__planned_places rename column l to another")
    with pytest.raises(duckdb.Error):
        changed_authorities.replace_rows(whole, built, ["312"])
    assert rows_of(whole, "history.hist_finance_ledger__transactions") == [("312", "second")]
    assert rows_of(whole, "history.loads_applied") == [
        ("finance_ledger", "transactions", "312", "second"),
        ("places", "planned_places", "312", "first"),
    ]


@pytest.fixture
def builds(whole: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The authorities of each run of dbt, after a build of all. Those in fails.json fail."""
    home, ran = whole.parent, list[tuple[str, ...]]()
    for table in ("receipts/receipts", "receipts/due"):
        (home / table).parent.mkdir(exist_ok=True)
        write_rows(home / f"{table}.parquet", dict.fromkeys(CODES, 1))
    (home / "dbt" / "target").mkdir(parents=True)
    (home / "fails.json").write_text("[]")

    def dbt(run: Any, left_out: list[str], *options: str) -> Results:
        ran.append(tuple(run.only))
        fill(run.warehouse, f"run {len(ran)}", tuple(run.only) or CODES)
        write_artefacts(home, f"run {len(ran)}", f"run {len(ran)}")
        add_a_test(home, "pass")
        fails = list(run.only) in json.loads((home / "fails.json").read_text())
        return {"model.send.savings": NodeResult("error" if fails else "success")}

    monkeypatch.setattr(build._Run, "dbt", dbt)
    build.build(home, NIGHT)
    return ran


def change(home: Path, *codes: str) -> None:
    values = {code: 2 if code in codes else 1 for code in CODES}
    write_rows(home / "receipts" / "receipts.parquet", values)


def test_the_authority_whose_receipt_changed_is_built(whole: Path, builds) -> None:
    change(whole.parent, "312")
    assert build.build(whole.parent, NIGHT) == "run 2"
    assert builds == [(), ("312",)]
    assert rows_of(whole, "marts.needs") == [("205", "run 1"), ("312", "run 2"), ("334", "run 1")]


def test_the_next_build_has_nothing_to_do(whole: Path, builds) -> None:
    change(whole.parent, "312")
    for _ in range(2):
        build.build(whole.parent, NIGHT)
    assert builds == [(), ("312",)]


def test_all_are_built_where_more_than_half_have_changed(whole: Path, builds) -> None:
    change(whole.parent, "312", "334")
    build.build(whole.parent, NIGHT)
    assert builds == [(), ()]


def test_all_are_built_where_the_build_of_one_fails(whole: Path, builds, caplog) -> None:
    """Then the authorities for which it fails are found and left out, as in every build."""
    (whole.parent / "fails.json").write_text('[["312"]]')
    change(whole.parent, "312")
    build.build(whole.parent, NIGHT)
    assert builds == [(), ("312",), ()]
    assert "The build of 312 fails" in caplog.text
    assert rows_of(whole, "marts.needs") == [(code, "run 3") for code in CODES]


def test_after_a_build_that_is_killed_all_are_built(
    whole: Path, builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(warehouse: Path, *_: object) -> None:
        fill(warehouse, "half", ("312",))
        raise KeyboardInterrupt

    change(whole.parent, "312")
    with monkeypatch.context() as patch:
        patch.setattr(changed_authorities, "replace_rows", killed)
        with pytest.raises(KeyboardInterrupt):
            build.build(whole.parent, NIGHT)
    (whole.parent / "changed").mkdir()  # a kill leaves it there
    build.build(whole.parent, NIGHT)
    assert builds == [(), ("312",), ()]
    assert rows_of(whole, "marts.needs") == [(code, "run 3") for code in CODES]
    assert not (whole.parent / "changed").exists()


def test_a_damaged_warehouse_is_built_whole(whole: Path, builds, monkeypatch, caplog) -> None:
    def damaged(*_: object) -> None:
        raise duckdb.IOException("Corrupt database file")

    change(whole.parent, "312")
    monkeypatch.setattr(changed_authorities, "warehouse_of", damaged)
    build.build(whole.parent, NIGHT)
    assert builds == [(), ()]
    assert "Corrupt database file" in caplog.text
