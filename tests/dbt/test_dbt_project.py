"""The dbt project as a whole; each rule has its unit test beside its model."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import runner
from publish.postgres import contract
from steps.dbt import process
from tests.dbt import server as dbt_server
from tests.dbt.compiled_models import loops_over_all_pairs, methods_compared, rows_of_seed
from tests.dbt.conftest import PROJECT, Warehouse, build
from tests.questions import queries

INTERMEDIATE = PROJECT / "models" / "intermediate"
MARTS = {
    f"{'ops' if path.parent.name == 'ops' else 'marts'}.{path.stem}"
    for path in (PROJECT / "models" / "marts").rglob("*.sql")
}
NEVER_EMPTY = {  # of the code and its seeds
    "marts.bridge_authority_groups",
    "marts.dim_authority",
    "marts.dim_date",
    "marts.dim_financial_period",
    "marts.dim_need",
    "marts.dim_phase",
    "marts.dim_section_251_line",
    "marts.dim_setting",
    "marts.dim_spend_category",
    "ops.data_dictionary",
}
LAYERS = ["base", "history", "staging", "intermediate", "marts"]  # lowest first
LOOPS_OVER_A_SEED = {"safety_valve_comparison", "int_savings_workstreams"}  # a seed of a few limits


@pytest.fixture(scope="module")
def empty(built: Callable[..., Warehouse]) -> Warehouse:
    """The warehouse of a home without files; the build runs the unit tests too."""
    return built({})


def test_an_empty_home_has_every_mart_and_no_row_and_gate_2_fails(empty: Warehouse):
    tables = empty.rows(
        "select table_schema || '.' || table_name from information_schema.tables "
        "where table_schema in ('marts', 'ops')"
    )
    assert {name for (name,) in tables} == MARTS
    for name in MARTS - NEVER_EMPTY:
        assert empty.rows(f"select count(*) from {name}") == [(0,)], name
    found = [str(each) for each in runner.check_marts(empty.home)]
    assert found == ["ops.load_receipts: no file has ever arrived"]


def test_every_mart_is_in_the_list_of_marts():
    listed = (PROJECT.parent / "docs" / "marts.md").read_text("utf-8")
    names = set(re.findall(r"`(?:marts\.|ops\.)?(\w+)`", listed))
    assert {name.partition(".")[2] for name in MARTS} - names == set()


def test_every_published_table_and_column_is_in_the_data_dictionary_with_an_audience(
    empty: Warehouse,
):
    columns = empty.rows(
        "select table_schema, table_name, column_name from information_schema.columns "
        "where table_schema in ('marts', 'ops')"
    )
    described = empty.rows(
        "select schema_name, table_name, column_name from ops.data_dictionary "
        "where audience in ('open', 'figures', 'cases', 'finance')"
    )
    assert set(described) == set(columns)


def test_every_column_of_a_published_table_is_described(empty: Warehouse):
    undescribed = empty.rows(
        "select table_name, column_name from ops.data_dictionary "
        "where trim(coalesce(column_description, '')) = '' or trim(table_description) = ''"
    )
    assert undescribed == []


def test_every_published_table_fits_postgres_with_its_key(empty: Warehouse):
    names = empty.rows("select schema_name || '.' || table_name from ops.data_dictionary")
    published = {name for (name,) in names}
    with duckdb.connect() as db:
        db.execute(f"attach '{empty.home / 'warehouse.duckdb'}' as published (read_only)")
        found = {table.full_name: table for table in contract.read(db, "published")}
    assert set(found) == published
    keys = {name: (table.key, table.is_key_required) for name, table in found.items()}
    assert keys["marts.fct_placements"] == (("la_code", "placement_key"), True)
    assert keys["marts.dim_need"] == (("primary_need",), True)
    assert keys["ops.data_dictionary"] == (("schema_name", "table_name", "column_name"), True)


def test_the_queries_of_the_questions_fit_the_marts(empty: Warehouse):
    for number, query in queries().items():
        assert empty.rows(query) == [], number


def test_a_mart_refuses_a_row_without_its_key(empty: Warehouse):
    row = "insert into marts.plan_growth (calendar_year) values (2026)"
    with (
        duckdb.connect(str(empty.home / "warehouse.duckdb")) as warehouse,
        pytest.raises(duckdb.ConstraintException, match=r"NOT NULL.*la_code"),
    ):
        warehouse.execute(row)


def test_a_primary_key_occurs_once_and_has_all_its_parts(tmp_path: Path):
    rows = "(values ('a', 1), ('a', 2), ('b', 1), ('b', 1), (null, 2), ('c', null)) as t (code, n)"
    inline = f"{{{{ test_primary_key(\"{rows}\", ['code', 'n']) }}}}"
    environment = process.environment(tmp_path, "2026-11-20")
    show = ["--quiet", "show", "--output", "json", "--inline", inline]
    done = dbt_server.server().run(show, environment, tmp_path / "printed")
    assert done.exit_code == 0, done.printed
    shown = {tuple(each.values()) for each in json.loads(done.printed)["show"]}
    assert shown == {("b", 1, 2), (None, 2, 1), ("c", None, 1)}


def models_of(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
    manifest = json.loads((warehouse.home / "dbt" / "target" / "manifest.json").read_text("utf-8"))
    return {key: node for key, node in manifest["nodes"].items() if key.startswith("model.")}


def test_a_mart_that_is_a_view_reads_no_file(empty: Warehouse):
    """A file that comes between the tests of a build and its publication would change it."""
    models = models_of(empty)

    def reads_a_file(key: str) -> bool:
        is_view = key in models and models[key]["config"]["materialized"] == "view"
        return key.startswith("source.") or (
            is_view and any(map(reads_a_file, models[key]["depends_on"]["nodes"]))
        )

    marts = {key: node for key, node in models.items() if node["fqn"][1] == "marts"}
    assert [node["name"] for key, node in marts.items() if reads_a_file(key)] == []


def test_a_model_reads_models_of_its_own_layer_or_a_lower_one(empty: Warehouse):
    """Marts do not read each other; seeds and sources may be read anywhere."""
    models = models_of(empty)
    layer = {key: LAYERS.index(node["fqn"][1]) for key, node in models.items()}
    upward = {
        (node["name"], models[parent]["name"])
        for key, node in models.items()
        for parent in set(node["depends_on"]["nodes"]) & set(models)
        if layer[parent] > layer[key] or layer[parent] == layer[key] == LAYERS.index("marts")
    }
    assert upward == set()


def test_no_outer_join_compares_every_row_with_every_row(empty: Warehouse):
    assert set(loops_over_all_pairs(empty)) <= LOOPS_OVER_A_SEED


def test_tables_with_rows_of_payments_and_placements_store_no_number_of_128_bits(empty: Warehouse):
    """The type of a sum in DuckDB; to read it from a table takes 100 times as long."""
    folders = ("closes", "commitments", "ledger", "matching", "needs_profile", "reconciliation")
    many_rows = {path.stem for each in folders for path in INTERMEDIATE.glob(f"{each}/**/*.sql")}
    columns = empty.rows(
        "select table_name, column_name, data_type from duckdb_columns() "
        "semi join duckdb_tables() using (schema_name, table_name) "
        "where schema_name = 'intermediate' "
        "and (data_type in ('HUGEINT', 'UHUGEINT') or numeric_precision > 18 "
        "and data_type like 'DECIMAL%')"
    )
    assert len(many_rows) > 100
    assert [each for each in columns if each[0] in many_rows] == []


def test_amounts_are_matched_in_the_order_of_the_seed(empty: Warehouse):
    declared = [method for method, *_ in rows_of_seed("match_methods")]
    passes = methods_compared(empty)
    assert len(passes) > 5
    assert passes == [method for method in declared if method in passes]


def test_another_home_on_another_date_does_not_parse_the_project_again(tmp_path: Path):
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "parse"]
    environment = process.environment(tmp_path, "2026-11-03")
    subprocess.run(command, env=environment, cwd=PROJECT, check=True)
    log = (tmp_path / "dbt" / "logs" / "dbt.log").read_text("utf-8")
    assert "Partial parsing enabled, no changes found, skipping parsing" in log


@pytest.mark.parametrize("given", ["", "03/11/2026"])
def test_a_build_without_a_reporting_date_stops_and_names_the_variable(tmp_path, given):
    with pytest.raises(AssertionError, match="SEND_AS_AT must be a date, YYYY-MM-DD"):
        build(tmp_path, "--select", "load_receipts", as_at=given)
    assert not list(tmp_path.glob("dbt/target/run_results.json"))
