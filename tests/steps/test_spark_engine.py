"""SEND_ENGINE=spark: Spark builds, DuckDB tests what Spark has built; without Spark itself."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from publish import data_dictionary
from steps import lock
from steps.dbt import build, process, run_results, warehouse
from steps.dbt.run_results import NodeResult, Results
from steps.deletion import erasure
from steps.reporting import StepFailed
from steps.spark import build as spark_build
from steps.spark import cluster
from steps.spark import warehouse as spark_warehouse

MODEL, KEY = "model.send.savings", "test.send.unique_key"


def parquet(tables: Path, schema: str, name: str, query: str) -> None:
    folder = tables / f"{schema}.db" / name
    folder.mkdir(parents=True, exist_ok=True)
    duckdb.sql(query).write_parquet(str(folder / "part-0.parquet"))


THRIFT = {"SPARK_HOST": "spark", "SPARK_PORT": "10000"}
CONNECT = {"SPARK_REMOTE": "sc://spark:15002"}
TABLES = {"SEND_SPARK_TABLES": "/lake"}


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let Spark write one mart of three authorities, without those left out; it fails while 312 is
    among them. Returned are the runs of both engines, in their order."""
    done: list[str] = []
    tables = tmp_path / "spark" / "tables"
    target = tmp_path / "dbt" / "target"
    target.mkdir(parents=True)
    monkeypatch.setenv(process.ENGINE, "spark")

    @contextmanager
    def own_cluster(home: Path) -> Iterator[cluster.Cluster]:
        done.append("cluster starts")
        yield cluster.Cluster(THRIFT, tables, {})
        done.append("cluster ends")

    def on_spark(home: Path, variables: dict[str, str], *_: Any) -> Results:
        left_out = variables[process.LEFT_OUT].split()
        done.append(" ".join(["spark without", *left_out]))
        built = [each for each in ("205", "312", "878") if each not in left_out]
        if "312" in built:
            return {MODEL: NodeResult("error", "too large")}
        parquet(tables, "marts", "savings", f"select unnest({built}) as la_code")
        return {MODEL: NodeResult("success")}

    def on_duckdb(command: Sequence[str], variables: dict[str, str], *_: Any) -> Any:
        verb = next(each for each in command if not each.startswith("--") and each != "info")
        with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as db:
            rows = db.execute("select la_code from marts.savings order by 1").fetchall()
        done.append(f"duckdb {verb} of {', '.join(code for (code,) in rows)}")
        left_out = {"LEFT_OUT": variables[process.LEFT_OUT]}
        metadata = {"invocation_id": "tests", "env": left_out}
        results = [{"unique_id": KEY, "status": "pass", "failures": 0}]
        node = {"name": "unique_key", "tags": [], "config": {"meta": {}}, "relation_name": None}
        for name, content in {
            "run_results": {"metadata": metadata, "results": results},
            "manifest": {"metadata": metadata, "nodes": {KEY: node}},
        }.items():
            (target / f"{name}.json").write_text(json.dumps(content))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(cluster, "of_environment", own_cluster)
    monkeypatch.setattr(spark_build, "run", on_spark)
    monkeypatch.setattr(process, "run", on_duckdb)
    monkeypatch.setattr(build, "_authorities_with_rows", lambda home: ["205", "312", "878"])
    return done


def test_an_authority_with_which_spark_fails_is_held_back(tmp_path: Path, runs: list[str]) -> None:
    (tmp_path / "warehouse.history").write_text("of an earlier build on DuckDB")
    build_id = build.build(tmp_path, "2026-11-20")
    assert runs[:2] == ["cluster starts", "spark without"]
    assert runs[-3:] == ["spark without 312", "duckdb test of 205, 878", "cluster ends"]
    assert build.held_back(tmp_path) == ["312"]
    build.check_built(tmp_path, build_id)
    assert warehouse.is_of_spark(tmp_path / "warehouse.duckdb")


def test_a_cluster_that_does_not_start_leaves_the_warehouse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(process.ENGINE, "spark")
    monkeypatch.setattr(cluster, "missing", lambda: "Spark needs Java 17 or later.")
    (tmp_path / "warehouse.duckdb").write_text("of last night")
    with pytest.raises(StepFailed, match="Spark needs Java"):
        build.build(tmp_path, "2026-11-20")
    assert (tmp_path / "warehouse.duckdb").read_text() == "of last night"


def test_dbt_of_spark_keeps_the_lock_of_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise it would go on beside the next night where its own was killed."""
    started: list[tuple[Any, ...]] = []

    def run(command: Sequence[str], variables: dict[str, str], *rest: Any) -> Any:
        started.append((variables[process.ENGINE], variables["SPARK_HOST"], *rest))
        target = Path(variables["DBT_TARGET_PATH"])
        target.mkdir(parents=True)
        (target / "run_results.json").write_text(
            '{"results": [{"unique_id": "model.send.savings", "status": "success"}]}'
        )
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(process, "run", run)
    monkeypatch.setattr(cluster, "dbt_missing", lambda: None)
    on = cluster.Cluster(THRIFT, tmp_path / "tables", {})
    with lock.alone(tmp_path):
        spark_build.run(tmp_path, {}, on)
        held = lock.descriptors(tmp_path)
    assert held
    assert started == [("spark", "spark", process.PROJECT, held, cluster.DBT)]


def test_a_cluster_of_ones_own_needs_dbt_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "DBT", tmp_path / "dbt")
    on = cluster.Cluster(THRIFT, tmp_path / "tables", {})
    with pytest.raises(StepFailed, match=r"not installed in .*: run `make spark`"):
        spark_build.run(tmp_path, {}, on)


def test_an_earlier_build_does_not_pass_for_one_that_failed(
    tmp_path: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_authorities_with_rows", lambda home: ["205"])
    results = tmp_path / "dbt" / "target" / "run_results.json"
    results.write_text(json.dumps({"metadata": {"invocation_id": "yesterday"}, "results": []}))
    (tmp_path / "warehouse.duckdb").touch()
    with pytest.raises(StepFailed, match="savings: too large"):
        build.build(tmp_path, "2026-11-20")
    with pytest.raises(StepFailed, match="no longer the one that this run built"):
        build.check_built(tmp_path, "yesterday")


def test_a_build_aside_is_duckdbs(
    tmp_path: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dbt(run: Any, left_out: Sequence[str], *options: str) -> Results:
        assert run.spark is None
        return {MODEL: NodeResult("success")}

    monkeypatch.setattr(build._Run, "dbt", dbt)
    monkeypatch.setattr(run_results, "build_id", lambda home: "this build")
    build.build(tmp_path, "2026-11-20", "2026-11-20", tmp_path / "aside.duckdb")
    assert runs == []


def test_tables_that_this_machine_cannot_see_are_no_build(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    file.write_text("of last night")
    with pytest.raises(StepFailed, match="SEND_SPARK_TABLES"):
        spark_warehouse.write(file, tmp_path / "tables")
    assert file.read_text() == "of last night"


def test_the_publication_finds_the_descriptions_that_spark_has_built(tmp_path: Path) -> None:
    parquet(
        tmp_path / "tables",
        "ops",
        "data_dictionary",
        "select 'marts' as schema_name, 'savings' as table_name, 'figures' as audience, "
        "'counts' as disclosure, 'Savings.' as table_description, 'la_code' as column_name, "
        "'Authority.' as column_description, 1 as column_order",
    )
    spark_warehouse.write(tmp_path / "warehouse.duckdb", tmp_path / "tables")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as db:
        found = data_dictionary.read(db, "warehouse")
    described = data_dictionary.Described(
        "figures", "counts", "Savings.", {"la_code": "Authority."}
    )
    assert found == {"marts.savings": described}


def test_another_engine_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(process.ENGINE, "Spark")
    with pytest.raises(StepFailed, match="expected duckdb or spark, found 'Spark'"):
        build.build(tmp_path, "2026-11-20")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"SPARK_HOST": "spark"}, "SPARK_PORT, SEND_SPARK_TABLES of the Spark cluster is not set"),
        (CONNECT, "SEND_SPARK_TABLES of the Spark cluster is not set"),
        (THRIFT | CONNECT | TABLES, "SPARK_REMOTE is set, and so is SPARK_HOST or SPARK_PORT"),
        (
            {"SPARK_REMOTE": "spark:15002"} | TABLES,
            "expected sc://<host>:<port>, found 'spark:15002'",
        ),
        (
            {"SPARK_HOST": "spark", "SPARK_PORT": "thrift"} | TABLES,
            "expected a number such as 10000, found 'thrift'",
        ),
    ],
)
def test_a_cluster_of_ones_own_is_named_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], message: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StepFailed, match=message), cluster.of_environment(tmp_path):
        pass


@pytest.mark.parametrize("connection", [THRIFT, CONNECT])
def test_a_cluster_of_ones_own_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, connection: dict[str, str]
) -> None:
    for name, value in (connection | TABLES).items():
        monkeypatch.setenv(name, value)
    with cluster.of_environment(tmp_path) as found:
        assert found == cluster.Cluster(connection, Path("/lake"), {})


@pytest.mark.parametrize(("connection", "remote"), [(THRIFT, ""), (CONNECT, "sc://spark:15002")])
def test_dbt_connects_in_the_way_of_the_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, connection: dict[str, str], remote: str
) -> None:
    """A cluster of this machine is not passed over for one that the environment names."""
    given: list[dict[str, str]] = []

    def run(command: Sequence[str], variables: dict[str, str], *_: Any) -> Any:
        given.append(variables)
        return subprocess.CompletedProcess(command, 1, "", "it ends here")

    monkeypatch.setattr(process, "run", run)
    monkeypatch.setattr(cluster, "dbt_missing", lambda: None)
    on = cluster.Cluster(connection, tmp_path / "tables", {})
    with lock.alone(tmp_path), pytest.raises(StepFailed, match="it ends here"):
        spark_build.run(tmp_path, {"SPARK_REMOTE": "sc://another:15002"}, on)
    assert given[0]["SPARK_REMOTE"] == remote
    assert connection.items() <= given[0].items()


def test_a_deletion_keeps_the_tables_that_the_night_after_it_has_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    for folder in ("spark/tables", "dbt/dev"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "warehouse.duckdb").touch()
    erasure.delete_earlier_publications()
    assert (tmp_path / "spark" / "tables").exists()
    assert not (tmp_path / "dbt" / "dev").exists()
    (tmp_path / "warehouse.history").touch()  # built on DuckDB
    erasure.delete_earlier_publications()
    assert not (tmp_path / "spark").exists()
