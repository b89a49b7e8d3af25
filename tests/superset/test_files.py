"""The files of the dashboards against the dbt contracts of the marts, without Superset."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import duckdb
import pytest
import yaml

from commands import superset
from publish import audiences
from publish.superset_server import assets as imported
from tests.superset import files, metric_sql

DATABASES = {each["uuid"]: each["database_name"] for each in files.assets("databases").values()}
DATASETS = files.assets("datasets")
CHARTS = files.assets("charts")
DASHBOARDS = files.assets("dashboards")
CONTRACTS = files.contracts()
BY_UUID = {each["uuid"]: each for each in DATASETS.values()}


def audience_of(dataset: dict[str, Any]) -> str:
    return DATABASES[dataset["database_uuid"]].removeprefix("SEND ")


def tables_of(dataset: dict[str, Any]) -> list[str]:
    return re.findall(r"\b((?:marts|ops)\.\w+) as ", dataset["sql"])


def description_in_mart(dataset: dict[str, Any], column: str) -> str:
    """The description of a column that the query takes as it is; empty where the contract has
    none, or the table is a query of its own."""
    alias = re.search(rf"^ +(\w+)\.{column},?$", dataset["sql"], re.MULTILINE)
    assert alias
    table = re.search(rf"((?:marts|ops)\.\w+) as {alias[1]}\b", dataset["sql"])
    return CONTRACTS[table[1]].columns[column][1] if table else ""


def charts_of(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    by_uuid = {each["uuid"]: each for each in CHARTS.values()}
    boxes = [box for box in dashboard["position"].values() if isinstance(box, dict)]
    return [by_uuid[box["meta"]["uuid"]] for box in boxes if box["type"] == "CHART"]


@pytest.fixture(scope="module")
def empty_marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """Every published table as its contract has it, without rows."""
    with duckdb.connect() as db:
        db.execute("create schema marts; create schema ops")
        for name, contract in CONTRACTS.items():
            columns = ", ".join(f'"{n}" {kind}' for n, (kind, _) in contract.columns.items())
            db.execute(f"create table {name} ({columns})")
        yield db


def test_there_are_five_dashboards() -> None:
    assert {each["slug"] for each in DASHBOARDS.values()} == {
        "timeliness", "needs", "spend", "safety-valve", "operations",
    }  # fmt: skip


def test_every_file_has_a_uuid_of_its_own() -> None:
    every = [*files.assets("databases").values(), *BY_UUID.values()]
    uuids = [each["uuid"] for each in [*every, *CHARTS.values(), *DASHBOARDS.values()]]
    assert len({UUID(each) for each in uuids}) == len(uuids)


@pytest.mark.parametrize("kind", ["databases", "datasets", "charts", "dashboards"])
def test_a_file_is_written_as_an_export_writes_it(kind: str) -> None:
    """Else `send superset --export` shows a change where nobody made one."""
    for path, asset in files.assets(kind).items():
        assert (files.FOLDER / path).read_text("utf-8") == imported.dump(asset), path


def test_every_chart_is_on_one_dashboard() -> None:
    shown = [chart["uuid"] for each in DASHBOARDS.values() for chart in charts_of(each)]
    assert sorted(shown) == sorted(each["uuid"] for each in CHARTS.values())


@pytest.mark.parametrize("path", DATASETS)
def test_a_dataset_reads_only_what_its_audience_may_see(path: str) -> None:
    dataset = DATASETS[path]
    allowed = audiences.SEES[audience_of(dataset)]
    assert tables_of(dataset)
    for table in tables_of(dataset):
        assert CONTRACTS[table].audience in allowed, f"{path} reads {table}"


@pytest.mark.parametrize("path", DASHBOARDS)
def test_a_dashboard_reads_one_database(path: str) -> None:
    """Else readers of the wider audience would be shown charts that they may not open."""
    charts = charts_of(DASHBOARDS[path])
    targets = [
        target["datasetUuid"]
        for each in DASHBOARDS[path]["metadata"]["native_filter_configuration"]
        for target in each["targets"]
    ]
    read = [*(chart["dataset_uuid"] for chart in charts), *targets]
    assert len({BY_UUID[each]["database_uuid"] for each in read}) == 1


@pytest.mark.parametrize("path", DATASETS)
def test_a_dataset_has_the_columns_of_its_query(
    empty_marts: duckdb.DuckDBPyConnection, path: str
) -> None:
    """A column that a mart no longer has fails here."""
    dataset = DATASETS[path]
    found = empty_marts.execute(f"describe {dataset['sql']}").fetchall()
    declared = {each["column_name"]: each["type"].split("(")[0] for each in dataset["columns"]}
    assert {name: kind.split("(")[0] for name, kind, *_ in found} == declared


@pytest.mark.parametrize("path", DATASETS)
def test_a_column_has_a_label_and_the_description_of_its_mart(path: str) -> None:
    dataset = DATASETS[path]
    for column in dataset["columns"]:
        name = column["column_name"]
        assert column["verbose_name"], f"{path}: {name} has no label"
        if not re.search(rf"^ +\w+\.{name},?$", dataset["sql"], re.MULTILINE):
            assert column["description"], f"{path}: {name} is computed and not described"
            continue
        described = description_in_mart(dataset, name)
        shown = " ".join((column["description"] or "").split())
        assert not described or shown == described, f"{path}: {name}"


@pytest.mark.parametrize("path", DATASETS)
def test_a_dataset_named_as_a_mart_has_its_description(path: str) -> None:
    dataset = DATASETS[path]
    for schema in ("marts", "ops"):
        contract = CONTRACTS.get(f"{schema}.{dataset['table_name']}")
        if contract and contract.description:
            assert " ".join(dataset["description"].split()) == contract.description


@pytest.mark.parametrize("path", DATASETS)
def test_the_metrics_of_a_dataset_can_be_computed(
    empty_marts: duckdb.DuckDBPyConnection, path: str
) -> None:
    dataset = DATASETS[path]
    for metric in dataset["metrics"]:
        empty_marts.execute(f"select {metric['expression']} from ({dataset['sql']}) as read")


QUOTED = {
    (path, metric["metric_name"]): metric
    for path, dataset in DATASETS.items()
    for metric in dataset["metrics"]
    if "dbt_metric" in metric["extra"]
}


@pytest.mark.parametrize(("path", "name"), QUOTED)
def test_a_figure_that_people_quote_is_computed_as_its_dbt_metric(path: str, name: str) -> None:
    metric = QUOTED[path, name]
    defined = metric_sql.metrics()[metric["extra"]["dbt_metric"]]
    assert f"marts.{defined.mart}" in tables_of(DATASETS[path])
    assert metric["expression"] == defined.expression


def test_a_dataset_has_each_metric_of_its_mart_that_a_chart_quotes() -> None:
    assert {metric["extra"]["dbt_metric"] for metric in QUOTED.values()} == {
        "twenty_week_rate", "twenty_week_rate_without_exceptions", "plans_issued_in_time",
        "new_requests", "committed", "actual", "forecast", "forecast_variance",
        "in_year_deficit", "retained_deficit", "savings_delivered",
    }  # fmt: skip


@pytest.mark.parametrize("path", DASHBOARDS)
def test_a_state_is_shown_for_one_period(path: str) -> None:
    """A chart that quotes a state has its periods side by side, or a filter that chooses one."""
    boxes = [box for box in DASHBOARDS[path]["position"].values() if isinstance(box, dict)]
    ids = {b["meta"]["uuid"]: b["meta"]["chartId"] for b in boxes if b["type"] == "CHART"}
    for chart in charts_of(DASHBOARDS[path]):
        params = chart["params"]
        named = {*params.get("metrics", []), *([params["metric"]] if "metric" in params else [])}
        of_dataset = next(p for p, d in DATASETS.items() if d["uuid"] == chart["dataset_uuid"])
        quoted = [QUOTED[of_dataset, each] for each in named if (of_dataset, each) in QUOTED]
        states = [
            each["metric_name"]
            for each in quoted
            if metric_sql.metrics()[each["extra"]["dbt_metric"]].is_state
        ]
        chosen = [
            each["targets"][0]["column"]["name"]
            for each in DASHBOARDS[path]["metadata"]["native_filter_configuration"]
            if ids[chart["uuid"]] not in each["scope"]["excluded"]
            and not each["controlValues"]["multiSelect"]
            and each["controlValues"]["defaultToFirstItem"]
        ]
        shown_apart = {params.get("x_axis"), *params.get("groupby", [])}
        periods = {"period_label", "financial_year", "workstream"}
        assert not states or periods & {*chosen, *shown_apart}, chart["slice_name"]


@pytest.mark.parametrize("path", DASHBOARDS)
def test_a_chart_tells_that_it_is_of_the_period_which_its_dashboard_chooses(path: str) -> None:
    """By itself, or in a report by mail, it adds up all periods, and nothing else shows that."""
    boxes = [box for box in DASHBOARDS[path]["position"].values() if isinstance(box, dict)]
    ids = {b["meta"]["uuid"]: b["meta"]["chartId"] for b in boxes if b["type"] == "CHART"}
    for each in DASHBOARDS[path]["metadata"]["native_filter_configuration"]:
        if each["controlValues"]["multiSelect"] or each["name"] == "Authority":
            continue
        for chart in charts_of(DASHBOARDS[path]):
            if ids[chart["uuid"]] not in each["scope"]["excluded"]:
                said = chart["description"] or ""
                assert f"Of one {each['name'].lower()}" in said, chart["slice_name"]


@pytest.mark.parametrize("path", CHARTS)
def test_a_chart_names_columns_and_metrics_that_its_dataset_has(path: str) -> None:
    params = CHARTS[path]["params"]
    dataset = BY_UUID[CHARTS[path]["dataset_uuid"]]
    columns = {each["column_name"] for each in dataset["columns"]}
    metrics = {each["metric_name"] for each in dataset["metrics"]}
    named = [*params.get("all_columns", []), *params.get("groupby", [])]
    named += [params["x_axis"]] if "x_axis" in params else []
    named += [each["subject"] for each in params["adhoc_filters"]]
    assert set(named) <= columns
    computed = [*params.get("metrics", []), *([params["metric"]] if "metric" in params else [])]
    assert set(computed) <= metrics
    assert (params.get("x_axis_sort") or params.get("x_axis", "")) in {*columns, *metrics, ""}


@pytest.mark.parametrize("path", DASHBOARDS)
def test_a_filter_names_a_column_of_every_chart_that_it_is_for(path: str) -> None:
    """A chart without the column would ignore the filter, and show all authorities as one."""
    boxes = [box for box in DASHBOARDS[path]["position"].values() if isinstance(box, dict)]
    ids = {b["meta"]["uuid"]: b["meta"]["chartId"] for b in boxes if b["type"] == "CHART"}
    for each in DASHBOARDS[path]["metadata"]["native_filter_configuration"]:
        (target,) = each["targets"]
        for chart in charts_of(DASHBOARDS[path]):
            if ids[chart["uuid"]] in each["scope"]["excluded"]:
                continue
            dataset = BY_UUID[chart["dataset_uuid"]]
            columns = {column["column_name"] for column in dataset["columns"]}
            is_of_the_installation = "la_code" not in columns
            assert target["column"]["name"] in columns or is_of_the_installation, chart


@pytest.mark.parametrize("path", DASHBOARDS)
def test_dbt_knows_which_marts_a_dashboard_depends_on(path: str) -> None:
    exposures = {
        each["name"]: {ref.removeprefix("ref('").removesuffix("')") for ref in each["depends_on"]}
        for each in yaml.safe_load((files.MARTS / "_exposures.yml").read_text())["exposures"]
    }
    read = {
        table.partition(".")[2]
        for chart in charts_of(DASHBOARDS[path])
        for table in tables_of(BY_UUID[chart["dataset_uuid"]])
    }
    name = f"superset_{DASHBOARDS[path]['slug'].replace('-', '_')}"
    assert exposures[name] == read - {"publications"}


def test_the_import_has_the_databases_of_the_installation_and_its_target() -> None:
    uris = dict.fromkeys(DATABASES.values(), "postgresql://reader@db/send")
    found = imported.contents(files.FOLDER, uris, "85")
    databases = [text for name, text in found.items() if name.startswith("databases/")]
    assert len(databases) == 3
    assert all("sqlalchemy_uri: postgresql://reader@db/send\n" in text for text in databases)
    drawn = [text for text in found.values() if "annotationType" in text]
    assert drawn
    assert all("value: '85'" in text for text in drawn)


def test_without_a_target_no_line_is_drawn() -> None:
    found = imported.contents(files.FOLDER, dict.fromkeys(DATABASES.values(), "duckdb://"), None)
    assert not any("annotationType" in text for text in found.values())


def test_each_database_is_of_an_audience() -> None:
    assert sorted(DATABASES.values()) == sorted(f"SEND {each}" for each in superset.AUDIENCES)
    for database in files.assets("databases").values():
        assert not database["expose_in_sqllab"]
        assert not database["allow_dml"]
