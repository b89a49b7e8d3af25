"""Writes the plan for bare DuckDB: the files with their types, and the SQL that dbt ran.

`python -m benchmarks.plan <files|sql|marts> <plan>` on the pipeline's $SEND_HOME; not measured.
"""

import csv
import json
import sys
from pathlib import Path, PurePosixPath
from typing import Any

from ingest import contract_files, filenames
from ingest.column import SQL_TYPES
from ingest.contract import Contract
from steps.reporting import home


def files(landing: Path) -> dict[str, Any]:
    """Return every CSV in landing with the SQL type of each header, every SEN2 return, and every
    batch of ledger_batch.py.

    A type of null drops the column.
    """
    found = []
    for path in sorted(landing.rglob("*.csv")):
        name = PurePosixPath(path.relative_to(landing).as_posix())
        identity = filenames.identify(name)
        if not filenames.is_data(name) or identity.source is None or identity.dataset is None:
            continue
        contract = contract_files.of_source(identity.source, identity.la_code)[identity.dataset]
        with path.open(encoding="utf-8-sig", newline="") as stream:
            headers = next(csv.reader(stream))
        types = {header: _type(contract, header) for header in headers}
        found.append({"path": str(path), "dataset": identity.dataset, "types": types})
    returns, batches = (list(map(str, landing.rglob(each))) for each in ("*.xml", "batch.parquet"))
    return {"files": found, "returns": returns, "batches": batches}


def sql(target: Path) -> dict[str, Any]:
    """Return the statements of dbt's last run, in their order."""
    nodes = json.loads((target / "manifest.json").read_text("utf-8"))["nodes"]
    results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    ran = [nodes[each["unique_id"]] | each for each in results if each["unique_id"] in nodes]
    kinds = {kind: [n for n in ran if n["resource_type"] == kind] for kind in KINDS}
    folder = target / "run" / "send_warehouse"
    return {
        "schemas": sorted({node["schema"] for kind in ("model", "seed") for node in kinds[kind]}),
        "seeds": [f"{node['schema']}.{node['name']}" for node in kinds["seed"]],
        "models": [_as_run(folder / node["original_file_path"]) for node in kinds["model"]],
        "tests": [node["compiled_code"] for node in kinds["test"]],
    }


def marts(target: Path) -> dict[str, Any]:
    """Return the SQL of the tables of dbt's last run in order, and dbt's seconds for each."""
    results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    nodes = json.loads((target / "manifest.json").read_text("utf-8"))["nodes"]
    ran = [each for each in results if _is_table(nodes.get(each["unique_id"]))]
    return {
        "marts": {each["relation_name"]: each["compiled_code"] for each in ran},
        "marts_s": {each["relation_name"]: each["execution_time"] for each in ran},
    }


def _is_table(node: dict[str, Any] | None) -> bool:
    return bool(node and node["config"]["materialized"] == "table")


KINDS = ("seed", "model", "test")


def _as_run(path: Path) -> str:
    """Return the SQL with the table's final name; dbt builds a temporary table and renames it."""
    return path.read_text("utf-8").replace('__dbt_tmp"', '"')


def _type(contract: Contract, header: str) -> str | None:
    column = contract.columns.get(header)
    if column is None:
        return "varchar"
    return None if column.type == "personal_text" else SQL_TYPES.get(column.type, "varchar")


def main(part: str, plan: Path) -> None:
    """Add one part to the plan."""
    existing = json.loads(plan.read_text("utf-8")) if plan.exists() else {}
    target = home() / "dbt" / "target"
    parts = {"files": lambda: files(home() / "landing"), "sql": lambda: sql(target)}
    found = (parts | {"marts": lambda: marts(target)})[part]()
    warehouse = {"warehouse": str(home() / "warehouse.duckdb")}
    plan.write_text(json.dumps(existing | found | warehouse), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
