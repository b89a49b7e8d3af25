"""What dbt's last run in a home left: the result of each node, its tests and its messages."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from steps import dbt_process
from steps.reporting import StepFailed, count

Results = dict[str, dict[str, Any]]  # by the unique id of the node

CONCLUSIVE = {"pass", "warn", "fail"}
WENT_WELL = {"success", "pass", "warn"}


def artefact(home: Path, name: str) -> Path:
    """The path of one of dbt's JSON files: manifest or run_results."""
    return home / "dbt" / "target" / f"{name}.json"


def read(home: Path, name: str) -> dict[str, Any]:
    """Read one of dbt's files. Raises StepFailed where it is missing or half written."""
    path = artefact(home, name)
    if not path.exists():
        raise StepFailed(f"dbt left no {path}: the marts were not built.")
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise StepFailed(
            f"{path} is no whole JSON: dbt was killed, or the disk is full. Free space where it is "
            "(`df -h`), then build again."
        ) from None
    return found


def build_id(home: Path) -> str:
    """Return the id of the last build; raises StepFailed where there is none."""
    return str(read(home, "run_results")["metadata"]["invocation_id"])


def whole_build_id(home: Path) -> str | None:
    """Return the id of the last build; None where its files are missing, half written or of
    different runs."""
    try:
        tests_of_the_project(home)
    except StepFailed:
        return None
    return build_id(home)


def of_nodes(home: Path) -> Results:
    return {result["unique_id"]: result for result in read(home, "run_results")["results"]}


def left_out(home: Path) -> list[str]:
    """The la_codes of the authorities whose rows the run did not read."""
    written: dict[str, str] = read(home, "run_results")["metadata"].get("env", {})
    return written.get(dbt_process.LEFT_OUT.removeprefix("DBT_ENV_CUSTOM_ENV_"), "").split()


def log_file(home: Path) -> str:
    return f"The whole log: {home / 'dbt' / 'logs' / 'dbt.log'}"


def failed(ran: Results) -> Results:
    """The results of the nodes that failed, without those that dbt skipped because of them."""
    well = WENT_WELL | {"skipped"}
    return {name: each for name, each in ran.items() if each["status"] not in well}


def messages(ran: Results) -> list[str]:
    return [" ".join((each.get("message") or "").split()) for each in failed(ran).values()]


def tests_of_the_project(home: Path) -> Results:
    """Every test that the project has, as dbt parsed it for the last run."""
    manifest = read(home, "manifest")
    if manifest["metadata"]["invocation_id"] != build_id(home):
        raise StepFailed(
            "dbt's manifest.json and run_results.json are of different runs: "
            f"build again (both lie in {artefact(home, 'manifest').parent})."
        )
    return {key: node for key, node in manifest["nodes"].items() if key.startswith("test.")}


def tests_without_result(home: Path) -> list[str]:
    """The unique ids of the project's tests of which the last run knows no outcome."""
    ran = of_nodes(home)
    tests = tests_of_the_project(home)
    return sorted(name for name in tests if ran.get(name, {}).get("status") not in CONCLUSIVE)


def what_failed(ran: Results) -> str:
    not_well = failed(ran)
    wrong = {name: each for name, each in ran.items() if name in not_well or each.get("failures")}
    not_run = sum(result["status"] == "skipped" for result in ran.values())
    lines = [f"dbt build: {len(wrong)} failed, {not_run} not run because of them."]
    for name, result in list(wrong.items())[:20]:
        kind, _, rest = name.partition(".")
        message = " ".join((result.get("message") or "no message").split())[:300]
        lines.append(f"  {kind} {rest.split('.')[1]}: {message}")
    return "\n".join(lines)


def tally(ran: Iterable[str]) -> str:
    kinds = [name.partition(".")[0] for name in ran]
    named = {"seed": "seed", "model": "model", "test": "test"}
    return ", ".join(
        count(kinds.count(kind), noun) for kind, noun in named.items() if kind in kinds
    )
