"""Keeps the last figures of each benchmark in benchmarks/results.md, which the README refers to."""

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results.md")
TITLE = """# Results of the benchmarks

`make bench` writes this file: the last figures of each benchmark, with machine, commit and day.
A ratio compares both sides in one run; seconds of two machines do not compare.
"""


def keep(name: str, tables: str, machine: dict[str, Any], path: Path = RESULTS) -> None:
    """Replace the section of a benchmark by these tables; the sections of others stay."""
    sections = _sections(path.read_text(encoding="utf-8")) if path.exists() else {}
    about = ", ".join(f"{each} {value}" for each, value in machine.items())
    measured = f"Measured on {datetime.now(UTC).date().isoformat()} at commit {_commit()}: {about}."
    sections[name] = f"{measured}\n\n```text\n{tables}\n```\n"
    parts = [TITLE, *(f"## {each}\n\n{sections[each]}" for each in sorted(sections))]
    temporary = path.with_suffix(".part")
    temporary.write_text("\n".join(parts), encoding="utf-8")
    os.replace(temporary, path)


def _sections(text: str) -> dict[str, str]:
    found = re.split(r"^## (\w+)\n\n", text, flags=re.MULTILINE)[1:]
    return {name: body.rstrip() + "\n" for name, body in zip(found[::2], found[1::2], strict=True)}


def _commit() -> str:
    """The commit of the code, with a plus where files differ from it; `unknown` without git."""
    command = ["git", "describe", "--always", "--dirty=+", "--exclude=*"]
    try:
        done = subprocess.run(
            command, cwd=RESULTS.parent, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
