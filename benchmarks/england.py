"""Measures a whole night of England: `send night` on the first files of all its authorities.

Each authority has the files of one invented authority: its UPNs are its own, and it lacks another
hundredth of the children, so that no two have the same figures. Files without children are links.
"""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.measure import measure
from benchmarks.pipeline import AS_AT
from benchmarks.timed_night import TIMINGS

MODEL = "990"
# The number of a person, and the one that a request, its plan, placements and decisions share.
PERSON = re.compile(r"\bP(\d{6})\b")
REQUEST = re.compile(r"\b(?:R|PL|PC|D)(\d{6})\d{0,3}\b")
UPN = re.compile(rf"([A-Z]){MODEL}(?=\d{{9}})")
SCALE = 4.35  # of each authority: 4,181 plans
EVENING = 1_790_000_000  # an old time, so that no file waits to settle
OF_CHILDREN = {"school_census", "contributions"}  # datasets, beside those of the case system
SHOWN = 1.0  # seconds; a task that takes less is not shown


def measured(scratch: Path, count: int, lines: int) -> tuple[dict[str, Any], str]:
    """Measure the first night of `count` authorities with `lines` ledger lines each."""
    rows = _write(scratch, count, lines)
    log = scratch / "log.txt"
    whole = measure("benchmarks.timed_night", ["--date", AS_AT], scratch, log)
    tasks = json.loads((scratch / TIMINGS).read_text("utf-8"))
    peaks = json.loads((scratch / "logs" / "night_timings.json").read_text("utf-8"))["peak_mb"]
    figures = {"rows": rows, "night": vars(whole), "tasks": tasks, "peak_mb": peaks}
    return figures, _table(count, rows, [whole.wall_s, whole.cpu_s], tasks, peaks)


def _write(home: Path, count: int, lines: int) -> dict[str, int]:
    """Write the landing folder; return the rows of each dataset of all authorities."""
    files = _of_model(home, lines)
    persons = _persons(files)
    codes = [str(100 + number) for number in range(count)]
    rows: dict[str, int] = {}
    for file in files:
        source, name = file.parts[-2:]
        targets = {code: home / "landing" / code / source / name for code in codes}
        for target in targets.values():
            target.parent.mkdir(parents=True, exist_ok=True)
        dataset = name.partition("__")[0]
        of_children = source == "case_system" or dataset in OF_CHILDREN
        rows.setdefault(dataset, 0)
        rows[dataset] += _own_rows(file, targets, persons) if of_children else _links(file, targets)
    for file in (home / "landing").rglob("*.*"):
        os.utime(file, (EVENING, EVENING))
    return rows


def _of_model(home: Path, lines: int) -> list[Path]:
    """Invent the files of one authority, and those of England, which stay as they are."""
    model = home / "model"
    model.mkdir(parents=True)
    options = ["--authorities", MODEL, "--nights", "1", "--no-spoil", "--scale", str(SCALE)]
    options += ["--ledger-lines", str(lines), "--last-night", AS_AT, "--home", str(model)]
    measure("synthetic", options, model, home / "log.txt")
    shutil.move(model / "landing" / "england", home / "landing" / "england")
    return sorted((model / "landing" / MODEL).rglob("*.*"))


def _persons(files: list[Path]) -> dict[str, str]:
    """Return the number of the person of each request."""
    requests = next(file for file in files if file.name.startswith("requests__"))
    lines = requests.read_text("utf-8").splitlines()[1:]
    return {REQUEST.findall(line)[0]: PERSON.findall(line)[0] for line in lines}


def _own_rows(file: Path, targets: dict[str, Path], persons: dict[str, str]) -> int:
    """Write each authority its rows of a file with children; return their number."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    lacking = [_lacking(line, persons) for line in lines]
    written = 0
    for code, target in targets.items():
        kept = [
            UPN.sub(rf"\g<1>{code}", line)
            for line, without in zip(lines, lacking, strict=True)
            if without != int(code) % 100
        ]
        target.write_text("".join(kept), "utf-8")
        written += len(kept) - 1
    return written


def _links(file: Path, targets: dict[str, Path]) -> int:
    """Link a file without children to each authority; return the rows of all, 0 of no CSV."""
    for target in targets.values():
        os.link(file, target)
    if file.suffix != ".csv":
        return 0
    with file.open("rb") as stream:
        return len(targets) * (sum(1 for _ in stream) - 1)


def _lacking(line: str, persons: dict[str, str]) -> int | None:
    """Return the last two digits of the codes of the authorities that lack a row's child."""
    request = REQUEST.search(line)
    person = persons[request[1]] if request else next(iter(PERSON.findall(line)), None)
    return int(person) % 100 if person else None


def _table(
    count: int,
    rows: dict[str, int],
    whole: list[float],
    tasks: dict[str, list[float]],
    peaks: dict[str, Any],
) -> str:
    spent: dict[str, list[float]] = {}
    for name, (wall, cpu) in tasks.items():
        dag, _, task = name.partition(".")
        taken = spent.setdefault(f"{dag}: {task.rpartition('.')[2]}", [0.0, 0.0])
        taken[0] += wall
        taken[1] += cpu
    spent = {name: taken for name, taken in spent.items() if taken[0] >= SHOWN}
    lines = [
        (name, report.number(wall, 1), report.number(cpu, 1))
        for name, (wall, cpu) in [*spent.items(), ("whole night", whole)]
    ]
    shown = ("plans", "school_census", "transactions", "placements")
    counts = ", ".join(f"{rows[dataset]:,} {dataset}" for dataset in shown)
    return "\n".join(
        [
            f"ENGLAND: the first night of {count} authorities: {counts}",
            report.aligned(("task", "s", "CPU s"), lines),
            f"peak MB: {peaks}",
        ]
    )
