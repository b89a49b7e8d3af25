"""The messages about a night's problems, one for each authority.

A message states each problem, its reason and what to do. It names files, counts and reasons, and no
person. Delivered problems of a night are kept in `alerts/<night>/`, by the way of delivery (mail,
chat), so that a repeated run sends each way only what is new to it.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from steps import collect, sources
from steps.dbt import build
from steps.outcome import rejection
from steps.reporting import count, home, log

MOST_SHOWN = 20  # problems of one kind; a chat takes no message of any length
AS_A_WHOLE = "all"  # the file name for problems of no single authority
WHAT_TO_DO = {
    "Rejected": "Correct the file and put it into landing. Under Airflow, clear its red task "
    "`rejected_file`; otherwise the next night loads it.",
    "Not collected": "Do what the line says. Under Airflow, then clear the red task `collect`; "
    "otherwise the next night collects it.",
    "Missing or late": "Ask the sender for the file, or see why its transfer stopped. It is loaded "
    "whenever it comes.",
    "Held back": "Its marts stay those of the last publication. All failing rows lie in schema "
    "test_failures of warehouse.duckdb. Correct the files and send them again.",
    "Not published": "Readers keep the last publication. See the red tasks in Airflow and "
    "docs/runbook.md, then clear them with their downstream tasks.",
    "Not in Postgres": "The files are published; Postgres keeps the last publication. See the red "
    "task `postgres` in Airflow, put it right, then clear it or run `send publish postgres`.",
    "Late": "See in Airflow what the run waits for. It is published once it ends.",
}


@dataclass(frozen=True)
class Message:
    """One message about a night: `la_code` is None for what concerns no single authority."""

    night: str
    la_code: str | None
    lines: tuple[tuple[str, str], ...]  # kind of problem (a key of WHAT_TO_DO), problem

    @property
    def subject(self) -> str:
        about = f"authority {self.la_code}" if self.la_code else "publication"
        problems = count(len(self.lines), "problem")
        return f"SEND warehouse, night of {self.night}, {about}: {problems}"

    @property
    def text(self) -> str:
        parts = [self.subject]
        for kind in dict.fromkeys(kind for kind, _ in self.lines):
            problems = [f"  - {problem}" for each, problem in self.lines if each == kind]
            if (more := len(problems) - MOST_SHOWN) > 0:
                problems[MOST_SHOWN:] = [f"  - and {more:,} more: `send refused`, `send missing`"]
            parts.append("\n".join([f"{kind}:", *problems, f"What to do: {WHAT_TO_DO[kind]}"]))
        return "\n\n".join(parts) + "\n"


def of_night(
    night: str, held_back: Sequence[str], tasks: Mapping[str, str | None]
) -> list[Message]:
    """The messages of a night: `tasks` are the states of the tasks of build_marts."""
    found: dict[str | None, list[tuple[str, str]]] = {}
    of_authorities = [*_rejected(), *_not_collected(), *_overdue(), *_held_back(held_back)]
    for la_code, kind, problem in of_authorities:
        found.setdefault(la_code, []).append((kind, problem))
    for problem in _not_published(tasks):
        found.setdefault(None, []).append(("Not published", problem))
    if tasks.get("publish") == "success" and tasks.get("postgres") == "failed":
        problem = "the publication of this night is not in Postgres"
        found.setdefault(None, []).append(("Not in Postgres", problem))
    messages = [Message(night, la_code, tuple(lines)) for la_code, lines in found.items()]
    return sorted(messages, key=lambda each: each.la_code or "")


def of_late_run(night: str, what: str) -> list[Message]:
    """The message about a run that missed its deadline."""
    return [Message(night, None, (("Late", what),))]


def untold(message: Message, way: str) -> Message | None:
    """The message without the problems that were delivered this way before; None where none is
    left."""
    told = set(_read(_told(message, way)))
    lines = tuple(each for each in message.lines if f"{each[0]}: {each[1]}" not in told)
    return replace(message, lines=lines) if lines else None


def keep_told(message: Message, way: str) -> None:
    """Record the problems of a message that was delivered a way."""
    from ingest import json_files

    path = _told(message, way)
    told = [*_read(path), *(f"{kind}: {problem}" for kind, problem in message.lines)]
    json_files.write(path, told)


def _rejected() -> Iterable[tuple[str, str, str]]:
    from ingest import contract_files

    for source in sorted(contract_files.sources()):
        for receipt in sources.unresolved_rejections(source):
            yield receipt.la_code, "Rejected", rejection(receipt).removeprefix("REJECTED ")


def _not_collected() -> Iterable[tuple[str, str, str]]:
    from ingest import contract_files

    for source in sorted(contract_files.sources()):
        for la_code, problem in collect.problems(source):
            yield la_code, "Not collected", problem


def _overdue() -> Iterable[tuple[str, str, str]]:
    from publish.oncall import overdue
    from publish.reader import NothingPublished

    try:
        found = overdue.overdue_datasets(home())
    except NothingPublished:
        return
    for each in found:
        yield each.la_code, "Missing or late", f"{each.dataset} is {each.status}: {each.detail}"


def _held_back(la_codes: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    for la_code in la_codes:
        failed = build.failing_rows_of(home(), la_code)
        for problem in failed or [f"authority {la_code} failed its own tests"]:
            yield la_code, "Held back", problem


def _not_published(tasks: Mapping[str, str | None]) -> list[str]:
    if tasks.get("publish") == "success":
        return []
    failed = sorted(task for task, state in tasks.items() if state == "failed")
    why = f"failed: {', '.join(failed)}" if failed else "it did not run"
    return [f"the marts of this night are not published; {why}"]


def _read(path: Path) -> list[str]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except ValueError:
        log.warning("%s cannot be read: the problems in it are sent again", path)
        return []
    return [str(each) for each in told]


def _told(message: Message, way: str) -> Path:
    night = re.sub(r"[^0-9A-Za-z-]", "_", message.night)
    return home() / "alerts" / night / f"{message.la_code or AS_A_WHOLE}.{way}.json"
