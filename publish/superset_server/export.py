"""Writes the project's dashboards as files, as they are in Superset now: `export FOLDER`.

Runs in Superset's own environment. What is written: the dashboards that have a file, with the
charts on them, the datasets of these, and the databases.
"""

import shutil
import sys
from pathlib import Path
from typing import Any

import yaml
from superset.app import create_app

from publish.superset_server import assets

FOLDER = Path(__file__).resolve().parent.parent / "superset"
KINDS = ("databases", "datasets", "charts", "dashboards")


def main(folder: Path) -> None:
    ours = {
        yaml.safe_load(file.read_text(encoding="utf-8"))["uuid"]
        for kind in ("databases", "dashboards")
        for file in FOLDER.glob(f"{kind}/*.yaml")
    }
    exported = _exported()
    kept = {kind: dict[str, dict[str, Any]]() for kind in KINDS}
    for kind in ("databases", "dashboards"):
        kept[kind] = {name: each for name, each in exported[kind].items() if each["uuid"] in ours}
    shown = _uuids_of_charts(kept["dashboards"])
    kept["charts"] = {n: each for n, each in exported["charts"].items() if each["uuid"] in shown}
    read = {each["dataset_uuid"] for each in kept["charts"].values()}
    kept["datasets"] = {n: each for n, each in exported["datasets"].items() if each["uuid"] in read}
    for kind, files in kept.items():
        shutil.rmtree(folder / kind, ignore_errors=True)
        for name, asset in files.items():
            file = folder / assets.file_name(name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(assets.dump(assets.normal(kind, asset)), encoding="utf-8")


def _exported() -> dict[str, dict[str, dict[str, Any]]]:
    found = {kind: dict[str, dict[str, Any]]() for kind in KINDS}
    with create_app().app_context():
        from superset import security_manager
        from superset.commands.export.assets import ExportAssetsCommand
        from superset.utils.core import override_user

        with override_user(security_manager.find_user(username="admin")):
            for name, content in ExportAssetsCommand().run():
                kind = name.partition("/")[0]
                if kind in found:
                    found[kind][name] = yaml.safe_load(content())
    return found


def _uuids_of_charts(dashboards: dict[str, dict[str, Any]]) -> set[str]:
    return {
        box["meta"]["uuid"]
        for each in dashboards.values()
        for box in each["position"].values()
        if isinstance(box, dict) and box["type"] == "CHART"
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
