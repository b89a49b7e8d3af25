"""Builds seeds and models on Spark, by the same dbt project, from the same raw files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from steps import lock
from steps.dbt import process, run_results
from steps.dbt.run_results import Results
from steps.reporting import StepFailed
from steps.spark import cluster, histories

# Schemas of what is published.
SCHEMAS = ("marts", "ops")
# Tests and exposures build nothing. The tests of the project run on DuckDB.
_LEFT_OUT = ("test", "unit_test", "exposure")


@dataclass(frozen=True)
class Built:
    """A build: the folder of each table's Parquet files, by schema and name."""

    tables: dict[tuple[str, str], Path]


def build(home: Path, as_at: str, on: cluster.Cluster) -> Built:
    """Build all seeds and models as at a date; dbt's artefacts lie in home/spark.

    The home must have been prepared by a night (receipts, closes and settings as Parquet). Raises
    StepFailed where Spark is missing, dbt cannot start or a model fails.
    """
    ran = run(home, process.environment(home, as_at), on)
    if failed := {name: each for name, each in ran.items() if each.status == "error"}:
        lines = ["dbt could not build on Spark:"]
        for name, each in list(failed.items())[:20]:
            lines.append(f"  {name.split('.')[-1]}: {each.message[:300] or 'no message'}")
        raise StepFailed("\n".join([*lines, _log(home)]))
    return tables_of(on.tables)


def tables_of(folder: Path) -> Built:
    """Return the tables that are published, of all that Spark has built in a folder."""
    return Built(
        {
            (schema, table.name): table
            for schema in SCHEMAS
            for table in sorted((folder / f"{schema}.db").iterdir())
        }
    )


def run(
    home: Path, variables: dict[str, str], on: cluster.Cluster, options: Sequence[str] = ()
) -> Results:
    """Run `dbt build` on a cluster, without tests; return the results of the nodes.

    `variables` are those of the same run on DuckDB. dbt inherits the lock of the home, so that it
    keeps other writers out even where the process that started it is killed. Raises StepFailed
    where dbt is not installed, cannot start, or does not end within its limit.
    """
    if lack := cluster.dbt_missing():
        raise StepFailed(lack)
    target = home / "spark" / "target"
    results = target / "run_results.json"
    results.unlink(missing_ok=True)
    command = ["--quiet", "--no-use-colors", "build", *options]
    for kind in _LEFT_OUT:
        command += ["--exclude-resource-type", kind]
    if not histories.is_current(home / "spark"):
        command.append("--full-refresh")
    on_spark = {
        process.ENGINE: "spark",
        cluster.REMOTE: "",
        **on.connection,
        cluster.TABLES: str(on.tables),
        "SEND_SPARK_HISTORIES": " ".join(histories.names(on.tables)),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(home / "spark" / "logs"),
    }
    ended = process.run(
        command,
        variables | on_spark,
        process.PROJECT,
        lock.descriptors(home),
        cluster.DBT,
    )
    written = json.loads(results.read_text("utf-8"))["results"] if results.exists() else []
    ran = run_results.by_node(written)
    all_built = all(each.status == "success" for each in ran.values())
    if not ran or (ended.returncode and all_built):
        last = (ended.stdout + ended.stderr).strip().splitlines()[-8:]
        raise StepFailed("\n".join(["dbt could not start on Spark:", *last, _log(home)]))
    if all_built:
        histories.record(home / "spark")
    return ran


def _log(home: Path) -> str:
    return f"The whole log: {home / 'spark' / 'logs' / 'dbt.log'}"
