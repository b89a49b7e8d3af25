"""The dashboards' files, and the marts as their dbt contracts describe them."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from publish import write_tables

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "publish" / "superset"
MARTS = ROOT / "dbt_project" / "models" / "marts"
PUBLICATIONS = {  # the only published table that is no dbt model
    "publication_id": "varchar",
    "as_at": "date",
    "schema_name": "varchar",
    "table_name": "varchar",
    "row_count": "bigint",
    "held_back": "varchar[]",
}


@dataclass(frozen=True)
class Contract:
    """A published table: its audience, its description, and name → (type, description) of its
    columns."""

    audience: str
    description: str
    columns: dict[str, tuple[str, str]]


def assets(kind: str) -> dict[str, dict[str, Any]]:
    """Path → content of every file of one kind: databases, datasets, charts or dashboards."""
    return {
        file.relative_to(FOLDER).as_posix(): _content(file)
        for file in sorted((FOLDER / kind).rglob("*.yaml"))
    }


def contracts() -> dict[str, Contract]:
    """Every published table by its full name."""
    written_once = _docs_blocks()
    described = write_tables.PUBLICATIONS_DESCRIBED.columns
    columns = {name: (kind, described[name]) for name, kind in PUBLICATIONS.items()}
    found = {"ops.publications": Contract("open", "", columns)}
    for file in sorted(MARTS.rglob("*.yml")):
        schema = "ops" if file.parent.name == "ops" else "marts"
        for model in _content(file).get("models", []):
            found[f"{schema}.{model['name']}"] = Contract(
                model["config"]["meta"]["audience"],
                " ".join(model["description"].split()),
                {
                    each["name"]: (each["data_type"], _described(each, written_once))
                    for each in model["columns"]
                },
            )
    return found


def _content(file: Path) -> Any:
    """What a YAML file holds, by the loader in C: Python's own takes a second for all files."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _docs_blocks() -> dict[str, str]:
    text = (MARTS / "columns.md").read_text(encoding="utf-8")
    return dict(re.findall(r"{% docs (\w+) %}\n(.*?)\n{% enddocs %}", text, flags=re.DOTALL))


def _described(column: dict[str, Any], written_once: dict[str, str]) -> str:
    text = column.get("description", "")
    block = re.fullmatch(r"{{ doc\('(\w+)'\) }}", text)
    return " ".join((written_once[block[1]] if block else text).split())
