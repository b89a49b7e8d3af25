"""The problems of all settings files whose schema this package has."""

from pathlib import Path
from typing import Any

from settings import (
    alerts,
    arrival,
    authorities,
    bounds,
    calendar,
    groups,
    ledger_text,
    monitoring,
    place,
    postgres,
    rag_limits,
    readers,
    retention,
    roles,
    targets,
)
from settings.file import SettingsFile
from settings.problem import InvalidSettings, Problem

FILES: tuple[SettingsFile[Any], ...] = (
    alerts.FILE,
    arrival.FILE,
    authorities.FILE,
    bounds.FILE,
    calendar.FILE,
    groups.FILE,
    ledger_text.FILE,
    monitoring.FILE,
    postgres.FILE,
    rag_limits.FILE,
    readers.FILE,
    retention.FILE,
    roles.FILE,
    targets.FILE,
)
OTHERS = ("README.md", "waivers.yml", "contracts", "collect")


def problems(home: Path) -> list[Problem]:
    """Every problem of these files, and files that have no effect because of their names."""
    found: list[Problem] = []
    for file in FILES:
        try:
            file.read(home)
        except InvalidSettings as wrong:
            found += wrong.problems
    return found + _unknown(home) + _waivers_elsewhere(home)


def _unknown(home: Path) -> list[Problem]:
    folder = place.folder(home)
    known = {file.name for file in FILES} | set(OTHERS)
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return [
        Problem(f"settings/{name}", "", "this name", ", ".join(sorted(known)), "it has no effect")
        for name in names
        if name not in known and not name.startswith(".")
    ]


def _waivers_elsewhere(home: Path) -> list[Problem]:
    """Waivers lay in the home itself before there were settings."""
    if not (home / "waivers.yml").exists():
        return []
    until_then = "nothing in it is waived"
    return [Problem("waivers.yml", "", "this place", "settings/waivers.yml", until_then)]
