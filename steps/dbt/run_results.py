"""What dbt's last run in a home left: the result of each node, its tests and its messages."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steps.dbt import process
from steps.reporting import StepFailed, count

CONCLUSIVE = {"pass", "warn", "fail"}
WENT_WELL = {"success", "pass", "warn"}
# Tags of tests that do not stop the publication: one holds back authorities, one only reports.
HOLDS_BACK_ONE_AUTHORITY = "authority_gate"
FINDING = "finding"


@dataclass(frozen=True)
class NodeResult:
    """The result of one node: its status, dbt's message in one line, and the failing rows of a
    test."""

    status: str
    message: str = ""
    failures: int = 0

    @property
    def has_failed(self) -> bool:
        """Whether it failed itself; dbt skips what depends on it."""
        return self.status not in WENT_WELL | {"skipped"}

    @classmethod
    def from_json(cls, result: dict[str, Any]) -> "NodeResult":
        message = " ".join((result.get("message") or "").split())
        return cls(result["status"], message, result.get("failures") or 0)


@dataclass(frozen=True)
class ProjectTest:
    """A test of the project. `table` stores its failing rows; None where it stores none.
    `columns_in_messages` are the columns that a line about a failing row shows."""

    name: str
    tags: frozenset[str]
    table: str | None
    columns_in_messages: tuple[str, ...]

    @property
    def is_gate(self) -> bool:
        """Whether its failing rows hold back their authorities."""
        return HOLDS_BACK_ONE_AUTHORITY in self.tags

    @property
    def is_finding(self) -> bool:
        """Whether it only reports."""
        return FINDING in self.tags

    @classmethod
    def from_json(cls, node: dict[str, Any]) -> "ProjectTest":
        columns = node["config"]["meta"].get("columns_in_messages") or ()
        return cls(node["name"], frozenset(node["tags"]), node["relation_name"], tuple(columns))


Results = dict[str, NodeResult]  # by the unique id of the node


def artefact(home: Path, name: str) -> Path:
    """The path of one of dbt's JSON files: manifest or run_results."""
    return home / "dbt" / "target" / f"{name}.json"


def read(home: Path, name: str) -> dict[str, Any]:
    """Read one of dbt's files. Raises StepFailed where it is missing or half written."""
    path = artefact(home, name)
    if not path.exists():
        raise StepFailed(f"dbt left no {path}: the marts were not built.")
    found: dict[str, Any] = {}
    with suppress(ValueError):
        found = json.loads(path.read_text(encoding="utf-8"))
    if "metadata" not in found:
        raise StepFailed(
            f"{path} is not complete JSON: dbt was killed, or the disk is full. Free space where "
            "it is (`df -h`), then build again."
        )
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
    return by_node(read(home, "run_results")["results"])


def by_node(results: Iterable[dict[str, Any]]) -> Results:
    """The results of a run, as dbt writes them in run_results.json."""
    return {each["unique_id"]: NodeResult.from_json(each) for each in results}


def left_out(home: Path) -> list[str]:
    """The la_codes of the authorities whose rows the run did not read."""
    written: dict[str, str] = read(home, "run_results")["metadata"].get("env", {})
    return written.get(process.LEFT_OUT.removeprefix("DBT_ENV_CUSTOM_ENV_"), "").split()


def log_file(home: Path) -> str:
    return f"The whole log: {home / 'dbt' / 'logs' / 'dbt.log'}"


def failed(ran: Results) -> Results:
    """The results of the nodes that failed, without those that dbt skipped because of them."""
    return {name: each for name, each in ran.items() if each.has_failed}


def messages(ran: Results) -> list[str]:
    return [each.message for each in failed(ran).values()]


def tests_of_the_project(home: Path) -> dict[str, ProjectTest]:
    """Every test that the project has, as dbt parsed it for the last run, by its unique id."""
    manifest = read(home, "manifest")
    if manifest["metadata"]["invocation_id"] != build_id(home):
        raise StepFailed(
            "dbt's manifest.json and run_results.json are of different runs: "
            f"build again (both lie in {artefact(home, 'manifest').parent})."
        )
    nodes = manifest["nodes"].items()
    return {key: ProjectTest.from_json(node) for key, node in nodes if key.startswith("test.")}


def tests_without_result(home: Path) -> list[str]:
    """The unique ids of the project's tests of which the last run knows no outcome."""
    concluded = {name for name, each in of_nodes(home).items() if each.status in CONCLUSIVE}
    return sorted(tests_of_the_project(home).keys() - concluded)


def what_failed(ran: Results) -> str:
    not_well = failed(ran)
    wrong = {name: each for name, each in ran.items() if name in not_well or each.failures}
    not_run = sum(result.status == "skipped" for result in ran.values())
    lines = [f"dbt build: {len(wrong)} failed, {not_run} not run because of them."]
    for name, result in list(wrong.items())[:20]:
        kind, _, rest = name.partition(".")
        message = result.message[:300] or "no message"
        lines.append(f"  {kind} {rest.split('.')[1]}: {message}")
    return "\n".join(lines)


def tally(ran: Iterable[str]) -> str:
    kinds = [name.partition(".")[0] for name in ran]
    named = {"seed": "seed", "model": "model", "test": "test"}
    return ", ".join(
        count(kinds.count(kind), noun) for kind, noun in named.items() if kind in kinds
    )
