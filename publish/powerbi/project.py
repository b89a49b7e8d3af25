"""Writes the Power BI project of an audience's tables: what Power BI Desktop opens as a `.pbip`."""

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb

from publish import audiences
from publish.errors import PublishError
from publish.postgres import contract
from publish.powerbi import metrics, model
from publish.reader import open_publication
from settings import postgres

NAME = "send"
SCHEMAS = "https://developer.microsoft.com/json-schemas/fabric"
REPORT = f"{SCHEMAS}/item/report"
PAGE = "overview"


def write(home: Path, audience: str, manifest: Path) -> Path:
    """Write `powerbi/<audience>/` anew, from the current publication's contracts and the metrics of
    dbt's semantic manifest; return the `.pbip` file. The database is that of the settings.

    Raises PublishError, NothingPublished.
    """
    folder = home / "powerbi" / audience
    part = folder.with_name(f".{audience}.part")
    shutil.rmtree(part, ignore_errors=True)
    with open_publication(home) as db:
        tables = _tables(db, audience)
    measures = [each for each in metrics.read(manifest) if each.table in {t.name for t in tables}]
    if not tables:
        raise PublishError(f"Nothing that is published is for {audience}.")
    definition = part / f"{NAME}.SemanticModel" / "definition"
    (definition / "tables").mkdir(parents=True)
    server, database = _database(home)
    files = {
        "database": model.database(),
        "model": model.model(tables),
        "expressions": model.expressions(server, database),
        "relationships": model.relationships(tables),
        **{
            f"tables/{table.name}": model.table(
                table, [each for each in measures if each.table == table.name]
            )
            for table in tables
        },
    }
    for name, text in files.items():
        (definition / f"{name}.tmdl").write_text(text, encoding="utf-8")
    _write_shell(part)
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    return folder / f"{NAME}.pbip"


def _tables(db: duckdb.DuckDBPyConnection, audience: str) -> list[contract.Table]:
    """The marts that an audience sees, without columns of lists, which Power BI has no type for."""
    return [
        contract.without_lists(table)
        for table in contract.read(db, "published")
        if table.schema == "marts" and table.audience in audiences.SEES[audience]
    ]


def _database(home: Path) -> tuple[str, str]:
    url = postgres.FILE.read_or(home, postgres.Postgres()).url
    if url is None:
        return "localhost:5432", NAME
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}:{parts.port or 5432}", parts.path.removeprefix("/")


def _write_shell(part: Path) -> None:
    """Write the files around the model: the project, the model's properties, an empty report."""
    report = part / f"{NAME}.Report"
    _write_json(
        part / f"{NAME}.pbip",
        f"{SCHEMAS}/pbip/pbipProperties/1.0.0",
        {"version": "1.0", "artifacts": [{"report": {"path": report.name}}]},
    )
    _write_json(
        part / f"{NAME}.SemanticModel" / "definition.pbism",
        f"{SCHEMAS}/item/semanticModel/definitionProperties/1.0.0",
        {"version": "4.2", "settings": {}},
    )
    _write_report(report)


def _write_report(report: Path) -> None:
    """Write a report with one empty page."""
    model_folder = {"byPath": {"path": f"../{NAME}.SemanticModel"}}
    theme = {"name": "CY24SU10", "reportVersionAtImport": "5.59", "type": "SharedResources"}
    page = {
        "name": PAGE,
        "displayName": "Overview",
        "displayOption": "FitToPage",
        "height": 720,
        "width": 1280,
    }
    files: dict[str, tuple[str, dict[str, Any]]] = {
        "definition.pbir": (
            "definitionProperties/2.0.0",
            {"version": "4.0", "datasetReference": model_folder},
        ),
        "definition/version.json": ("definition/versionMetadata/1.0.0", {"version": "1.0.0"}),
        "definition/report.json": (
            "definition/report/1.0.0",
            {"themeCollection": {"baseTheme": theme}, "layoutOptimization": "None"},
        ),
        "definition/pages/pages.json": (
            "definition/pagesMetadata/1.0.0",
            {"pageOrder": [PAGE], "activePageName": PAGE},
        ),
        f"definition/pages/{PAGE}/page.json": ("definition/page/1.0.0", page),
    }
    for name, (schema, content) in files.items():
        _write_json(report / name, f"{REPORT}/{schema}", content)


def _write_json(path: Path, schema: str, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"$schema": f"{schema}/schema.json", **content}, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
