"""Where the files of the settings lie, and how messages name them."""

from pathlib import Path


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
