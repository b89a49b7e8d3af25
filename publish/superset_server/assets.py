"""The dashboards' files: as Superset imports them here, and as they are written back.

The files are Superset's own export, in a form that stays the same where nothing was changed:
without numbers of one installation, columns and metrics in order of their names, SQL as it is read.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from publish.superset_server import query_context

TARGET = "Target"  # the name of the line that settings/targets.yml moves
_OF_ONE_INSTALLATION = ("datasource", "slice_id", "dashboards", "chartsInScope", "tabsInScope")
# Superset fills these in whenever somebody opens a dashboard that they may edit.
_FILLED_IN: dict[str, Any] = {
    "shared_label_colors": [],
    "map_label_colors": {},
    "color_scheme_domain": [],
}
_EXAMPLE = "duckdb:////srv/send/published/{}/send.duckdb?access_mode=read_only"


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as these lines."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    )


_Dumper.add_representer(str, _text)


def dump(asset: Mapping[str, Any]) -> str:
    """Write an asset as YAML."""
    return yaml.dump(asset, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def contents(folder: Path, uris: Mapping[str, str], target: str | None) -> dict[str, str]:
    """Return file name → YAML of every file below the folder, for an import.

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
            asset["query_context"] = query_context.to_json(asset["params"])
        found[name] = dump(asset)
    return found


def _move_target(params: dict[str, Any], target: str | None) -> None:
    lines = params.get("annotation_layers")
    if lines:
        for line in lines:
            if line["name"] == TARGET:
                line["value"] = target
        params["annotation_layers"] = [line for line in lines if line["value"]]


def file_name(exported: str) -> str:
    """The name of an exported file, without the number that ends it."""
    kind, _, name = exported.partition("/")
    return f"{kind}/{name}" if kind == "databases" else re.sub(r"_\d+\.yaml$", ".yaml", exported)


def normal(kind: str, asset: dict[str, Any]) -> dict[str, Any]:
    """An exported asset in the form of the files."""
    asset = _without(asset, _OF_ONE_INSTALLATION)
    if kind == "databases":
        audience = asset["database_name"].rpartition(" ")[2]
        asset["sqlalchemy_uri"] = _EXAMPLE.format(audience)
    if kind == "datasets":
        asset["columns"].sort(key=lambda column: column["column_name"])
        asset["metrics"].sort(key=lambda metric: metric["metric_name"])
    if kind == "charts":
        asset["query_context"] = None
    if kind == "dashboards":
        asset["metadata"].update(_FILLED_IN)
        _renumber(asset)
    return asset


def _without(value: Any, keys: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {name: _without(each, keys) for name, each in value.items() if name not in keys}
    return [_without(each, keys) for each in value] if isinstance(value, list) else value


def _renumber(dashboard: dict[str, Any]) -> None:
    """Number the charts by their place, and the exceptions of the filters with them."""
    boxes = [box for box in dashboard["position"].values() if isinstance(box, dict)]
    places = {}
    for place, box in enumerate((b for b in boxes if b["type"] == "CHART"), 1):
        places[box["meta"]["chartId"]] = place
        box["meta"]["chartId"] = place
    for each in dashboard["metadata"].get("native_filter_configuration", []):
        each["scope"]["excluded"] = sorted(places[old] for old in each["scope"]["excluded"])
