"""The latest result of each authority's suite, as Great Expectations' JSON, for Data Docs.

A result holds numbers of rows and no values. Each result is one small file, replaced whole; the
results of all files are on the receipts (`ops.validation_results`).
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.core.expectation_validation_result import (
    expectationSuiteValidationResultSchema,
)
from great_expectations.validator.validator import calc_validation_statistics

from expectations.facts import BatchFacts
from send_home import temporary


def folder(home: Path) -> Path:
    return home / "validation_results"


def write_result(home: Path, facts: BatchFacts, results: list[Any]) -> None:
    """Write the results of a suite, unless those of a later business date are written."""
    path = folder(home) / facts.la_code / f"{facts.suite}.json"
    date = facts.business_date
    if _kept_date(path) > date:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = temporary.file(path)
    part.write_text(json.dumps(_result(facts, results).to_json_dict()) + "\n", "utf-8")
    os.replace(part, path)


def _kept_date(path: Path) -> str:
    """The business date of the results that are kept; empty where none can be read."""
    try:
        return str(json.loads(path.read_text("utf-8"))["meta"]["business_date"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return ""


def kept(home: Path) -> Iterator[Any]:
    """Yield every result, by authority and suite."""
    for path in sorted(folder(home).glob("*/*.json")):
        yield expectationSuiteValidationResultSchema.load(json.loads(path.read_text("utf-8")))


def _result(facts: BatchFacts, results: list[Any]) -> Any:
    counted = calc_validation_statistics(results)
    return ExpectationSuiteValidationResult(
        success=counted.success,
        results=results,
        suite_name=facts.suite,
        statistics=counted._asdict(),
        meta={
            "la_code": facts.la_code,
            "business_date": facts.business_date,
            "batch_kwargs": {"data_asset_name": f"{facts.la_code}, {facts.business_date}"},
        },
    )
