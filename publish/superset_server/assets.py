"""The dashboards' files as Superset imports them: with this installation's databases and target."""

from collections.abc import Mapping
from pathlib import Path

import yaml

TARGET = "Target"  # the name of the line that settings/targets.yml moves


def contents(folder: Path, uris: Mapping[str, str], target: str | None) -> dict[str, str]:
    """Return file name → YAML of every file below the folder.

    `uris` has the URI of each database by its name. `target` is where the lines named Target are
    drawn; none: no line. Raises KeyError where a database has no URI.
    """
    found = {}
    for file in sorted(folder.rglob("*.yaml")):
        name = file.relative_to(folder).as_posix()
        asset = yaml.safe_load(file.read_text(encoding="utf-8"))
        if name.startswith("databases/"):
            asset["sqlalchemy_uri"] = uris[asset["database_name"]]
        if name.startswith("charts/"):
            _move_target(asset["params"], target)
        found[name] = yaml.safe_dump(asset, sort_keys=False, allow_unicode=True)
    return found


def _move_target(params: dict[str, object], target: str | None) -> None:
    lines = params.get("annotation_layers")
    if not isinstance(lines, list):
        return
    for line in lines:
        if line["name"] == TARGET:
            line["value"] = target
    params["annotation_layers"] = [line for line in lines if line.get("value")]
