"""Builds the marts of a home on Spark, from the same raw files and by the same dbt project."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from steps import dbt_build, dbt_process
from steps.reporting import StepFailed
from steps.spark import cluster

# Schemas of what is published.
SCHEMAS = ("marts", "ops")


@dataclass(frozen=True)
class Built:
    """A build: the folder of each table's Parquet files, by schema and name."""

    tables: dict[tuple[str, str], Path]


def build(home: Path, as_at: str, on: cluster.Cluster, known_on: str | None = None) -> Built:
    """Build seeds and models as at a date, all of them anew; dbt's artefacts lie in home/spark.

    The home must have been prepared by a night (receipts, closes and settings as Parquet). Raises
    StepFailed where Spark is missing, dbt cannot start or a model fails.
    """
    target = home / "spark" / "target"
    results = target / "run_results.json"
    results.unlink(missing_ok=True)
    environment = dbt_build.environment(home, as_at, known_on) | {
        "SEND_ENGINE": "spark",
        "SPARK_HOST": on.host,
        "SPARK_PORT": str(on.port),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(home / "spark" / "logs"),
    }
    command = [str(cluster.ENVIRONMENT / "bin" / "dbt"), "--quiet", "--no-use-colors", "build"]
    for kind in _LEFT_OUT:
        command += ["--exclude-resource-type", kind]
    ended = subprocess.run(
        command,
        env=environment,
        cwd=dbt_build.PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=dbt_process.LIMIT.total_seconds(),
    )
    if ended.returncode or not results.exists():
        raise StepFailed(_why(results, ended.stdout + ended.stderr, home))
    return Built(_tables(on.tables))


# Tests and exposures build nothing. The tests of the project run on DuckDB.
_LEFT_OUT = ("test", "unit_test", "exposure")


def _tables(folder: Path) -> dict[tuple[str, str], Path]:
    return {
        (schema, table.name): table
        for schema in SCHEMAS
        for table in sorted((folder / f"{schema}.db").iterdir())
    }


def _why(results: Path, printed: str, home: Path) -> str:
    lines = ["dbt could not build on Spark:"]
    if results.exists():
        ran = json.loads(results.read_text(encoding="utf-8"))["results"]
        failed = [each for each in ran if each["status"] == "error"]
        for each in failed[:20]:
            message = " ".join((each["message"] or "no message").split())[:300]
            lines.append(f"  {each['unique_id'].split('.')[-1]}: {message}")
    else:
        lines += printed.strip().splitlines()[-8:]
    return "\n".join([*lines, f"The whole log: {home / 'spark' / 'logs' / 'dbt.log'}"])
