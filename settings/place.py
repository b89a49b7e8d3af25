"""Where an installation keeps its state and its settings."""

import os
from functools import cache
from pathlib import Path

DEFAULT_HOME = Path(__file__).resolve().parents[1] / "data"


def home() -> Path:
    """Return $SEND_HOME as an absolute path (default: data/ in the repository)."""
    return _resolved(os.environ.get("SEND_HOME") or str(DEFAULT_HOME))


@cache
def _resolved(written: str) -> Path:
    return Path(written).resolve()


def folder(home: Path) -> Path:
    return home / "settings"


def overlays(home: Path) -> Path:
    """The overlays of contracts: `<source>/<dataset>.<la_code>.yml` below it."""
    return folder(home) / "contracts"


def shown(path: Path) -> str:
    """A settings file as messages name it: its path from `settings/` on."""
    parts = path.parts
    if "settings" not in parts:
        return str(path)
    last = len(parts) - 1 - parts[::-1].index("settings")
    return "/".join(parts[last:])
