"""`send data-docs`: Great Expectations' Data Docs of every suite and of its latest result for each
authority, in `$SEND_HOME/data_docs`. The pages show each check, whether it passed and how many rows
failed. They show no value of any row and load nothing from another server.
"""

import html
import os
import re
import shutil
from pathlib import Path
from typing import Any

import great_expectations as gx
from great_expectations.core import ExpectationSuite, RunIdentifier
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.data_context.types.resource_identifiers import (
    ExpectationSuiteIdentifier,
    ValidationResultIdentifier,
)

# Great Expectations finds a check that the project defines only where its module is imported.
from expectations import (
    latest,
    rules,  # noqa: F401
)
from send_home import temporary

# Great Expectations' pages load scripts, styles and a logo from other servers, which would show
# these servers who reads them.
EXTERNAL_ELEMENT = re.compile(
    r"<script\b[^>]*\bsrc=[\"']https?:[^>]*>\s*</script>"
    r"|<(?:link|img)\b[^>]*\b(?:href|src)=[\"']https?:[^>]*>",
    re.IGNORECASE,
)
EXTERNAL_IMAGE = re.compile(r"url\([\"']?https?:[^)]*\)", re.IGNORECASE)
STYLE = (
    "<style>body {font: 15px sans-serif; margin: 1em auto; max-width: 70em} "
    "table {border-collapse: collapse} td, th {border: 1px solid #999; padding: .3em .6em; "
    "text-align: left; vertical-align: top}</style>"
)


def build(home: Path) -> Path:
    """Build the site from the kept results, replace the last one and return its first page."""
    building, final = temporary.file(home / "data_docs"), home / "data_docs"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        results = list(latest.kept(home))
        _render(building, results)
        _remove_external(building / "site")
        _index(building / "site", results)
        shutil.rmtree(final, ignore_errors=True)
        os.replace(building, final)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return final / "site" / "index.html"


def _render(folder: Path, results: list[Any]) -> None:
    context = gx.get_context(mode="file", project_root_dir=folder)
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    context.delete_data_docs_site("local_site")
    context.add_data_docs_site("send", _site(folder))
    suites = {}
    for result in results:
        suites[result.suite_name] = [each.expectation_config for each in result.results]
        context.validation_results_store.set(_key(result), result)
    for name, expectations in suites.items():
        context.suites.add(ExpectationSuite(name=name, expectations=expectations))
    context.build_data_docs()


def _site(folder: Path) -> Any:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(folder / "site"),
        },
    }


def _key(result: Any) -> Any:
    run = RunIdentifier(result.meta["la_code"], f"{result.meta['business_date']}T00:00:00+00:00")
    suite = ExpectationSuiteIdentifier(result.suite_name)
    return ValidationResultIdentifier(suite, run, result.meta["la_code"])


def _remove_external(site: Path) -> None:
    for page in [*site.rglob("*.html"), *site.rglob("*.css")]:
        text = EXTERNAL_ELEMENT.sub("", page.read_text("utf-8"))
        text = EXTERNAL_IMAGE.sub("none", text)
        page.write_text(text.replace("</head>", f"{STYLE}</head>"), "utf-8")


def _index(site: Path, results: list[Any]) -> None:
    """Write the first page: Great Expectations' own needs the scripts that were removed."""
    rows = "".join(_row(site, result) for result in results)
    heads = "".join(
        f"<th>{each}</th>" for each in ("Authority", "Suite", "Business date", "Failed")
    )
    (site / "index.html").write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Data Docs</title>'
        f"{STYLE}</head><body><h1>Data Docs</h1><p>The latest result of each suite.</p>"
        f"<table><tr>{heads}</tr>{rows}</table></body></html>\n",
        "utf-8",
    )


def _row(site: Path, result: Any) -> str:
    meta, counted = result.meta, result.statistics
    [page] = (site / "validations").glob(
        f"{result.suite_name.replace('.', '/')}/{meta['la_code']}/*/{meta['la_code']}.html"
    )
    suite = f"expectations/{result.suite_name.replace('.', '/')}.html"
    failed = counted["unsuccessful_expectations"]
    cells = [
        html.escape(meta["la_code"]),
        f'<a href="{suite}">{html.escape(result.suite_name)}</a>',
        f'<a href="{page.relative_to(site)}">{html.escape(meta["business_date"])}</a>',
        f"{failed} of {counted['evaluated_expectations']}",
    ]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
