"""The dbt metrics as the SQL expressions that Superset's datasets have for them."""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from tests.superset import files

CONDITION = re.compile(r"\{\{ Dimension\('\w+?__(\w+)'\) \}\} (=|<>) ('[^']*')")


@dataclass(frozen=True)
class Metric:
    """A metric: its mart, its expression over the mart's columns, and whether it is a state, of
    which the last period counts."""

    mart: str
    expression: str
    is_state: bool


def metrics() -> dict[str, Metric]:
    """Every simple metric, and every ratio as a percentage, by its name."""
    defined = {each["name"]: each for each in _read("_metrics.yml")["metrics"]}
    return {
        name: _metric(each, defined)
        for name, each in defined.items()
        if each["type"] in ("simple", "ratio")
    }


def _metric(metric: dict[str, Any], defined: dict[str, Any]) -> Metric:
    params = metric["type_params"]
    if metric["type"] == "simple":
        return _sum(params["measure"])
    parts = [_metric(defined[params[part]], defined) for part in ("numerator", "denominator")]
    share = f"100.0 * {parts[0].expression} / nullif({parts[1].expression}, 0)"
    return Metric(parts[0].mart, share, parts[0].is_state)


def _sum(measure: dict[str, Any]) -> Metric:
    model, defined = _measures()[measure["name"]]
    column = defined.get("expr", measure["name"])
    conditions = [
        "{} {} {}".format(*found) for found in CONDITION.findall(measure.get("filter", ""))
    ]
    if conditions:
        column = f"case when {' and '.join(conditions)} then {column} end"
    return Metric(model, f"sum({column})", "non_additive_dimension" in defined)


def _measures() -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        measure["name"]: (model["name"], measure)
        for model in _read("_semantic_models.yml")["semantic_models"]
        for measure in model["measures"]
    }


def _read(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((files.MARTS / "metrics" / name).read_text("utf-8")))
