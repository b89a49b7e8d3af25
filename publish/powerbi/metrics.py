"""The dbt metrics as measures of Power BI (DAX), from dbt's semantic manifest.

The manifest has SQL. What is translated is what the metrics use: sums of a column, of the product
of two, or of a column where another is not null; equalities of a dimension with a text; the state
of the last period; shares and differences of other metrics. Anything else raises PublishError: a
measure that is nearly the metric would be worse than none.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publish.errors import PublishError

COLUMN = re.compile(r"\w+")
PRODUCT = re.compile(r"(\w+) \* (\w+)")
WHERE_FILLED = re.compile(r"case when (\w+) is not null then (\w+) end")
CONDITION = re.compile(r"\{\{ Dimension\('\w+?__(\w+)'\) \}\} (=|<>) '([^']*)'")
SHARE = re.compile(r"(.+) / nullif\((\w+), 0\)")
MONEY, COUNT, RATE = "#,0.00", "#,0", "0.0%"


@dataclass(frozen=True)
class Measure:
    """A measure of Power BI: the table that holds it, its name, its expression in DAX."""

    table: str
    name: str
    expression: str
    format: str
    description: str


def read(manifest: Path) -> list[Measure]:
    """The measures of a semantic manifest, in the order of its metrics. Raises PublishError."""
    content = json.loads(manifest.read_text("utf-8"))
    measures: dict[str, _Source] = {}
    for model in content["semantic_models"]:
        for measure in model["measures"]:
            measures[measure["name"]] = _Source(model, measure)
    metrics = {metric["name"]: metric for metric in content["metrics"]}
    return [_measure(metric, metrics, measures) for metric in metrics.values()]


@dataclass(frozen=True)
class _Source:
    """A measure of the manifest with its semantic model."""

    model: Mapping[str, Any]
    measure: Mapping[str, Any]

    @property
    def table(self) -> str:
        return str(self.model["node_relation"]["alias"])

    @property
    def expr(self) -> str:
        return " ".join((self.measure["expr"] or self.measure["name"]).split())

    @property
    def is_money(self) -> bool:
        return str(self.measure["name"]).endswith("_gbp")

    def column(self, name: str) -> str:
        return f"'{self.table}'[{name}]"

    def physical(self, name: str) -> str:
        """The column behind an entity or a dimension of the model."""
        for each in [*self.model["entities"], *self.model["dimensions"]]:
            if each["name"] == name:
                meta = ((each.get("config") or {}).get("meta")) or {}
                return self.column(meta.get("ordered_by") or each["expr"] or name)
        raise PublishError(f"{self.model['name']} has no entity or dimension {name}.")


def _measure(
    metric: Mapping[str, Any],
    metrics: Mapping[str, Mapping[str, Any]],
    measures: Mapping[str, _Source],
) -> Measure:
    source = measures[_first_measure(metric, metrics)]
    params = metric["type_params"]
    below = None if metric["type"] == "simple" else source
    if metric["type"] == "simple":
        expression = _sum(metric, source)
    elif metric["type"] == "ratio":
        parts = [_named(metrics[params[part]["name"]]) for part in ("numerator", "denominator")]
        expression = f"DIVIDE({', '.join(parts)})"
        below = measures[_first_measure(metrics[params["denominator"]["name"]], metrics)]
    elif metric["type"] == "derived" and (share := SHARE.fullmatch(params["expr"])):
        named = [_of_metrics(str(part), metrics) for part in share.groups()]
        expression = f"DIVIDE({', '.join(named)})"
    else:
        raise _unknown(metric, str(params.get("expr")))
    return Measure(
        source.table,
        metric["label"],
        expression,
        _format(source, below),
        " ".join(metric["description"].split()),
    )


def _of_metrics(expression: str, metrics: Mapping[str, Mapping[str, Any]]) -> str:
    """An expression over names of metrics, over their measures."""
    return re.sub(r"\b[a-z_]+\b", lambda name: _named(metrics[name[0]]), expression)


def _first_measure(metric: Mapping[str, Any], metrics: Mapping[str, Mapping[str, Any]]) -> str:
    params = metric["type_params"]
    if params["measure"]:
        return str(params["measure"]["name"])
    part = params["numerator"] or params["metrics"][0]
    return _first_measure(metrics[part["name"]], metrics)


def _sum(metric: Mapping[str, Any], source: _Source) -> str:
    """The sum with its conditions; of a state, that of the last period of each grouping."""
    conditions = _conditions(metric, source)
    among = list(conditions)  # of the rows that are summed; the last period is that of all rows
    column = source.column
    if COLUMN.fullmatch(source.expr):
        total = f"SUM({column(source.expr)})"
    elif product := PRODUCT.fullmatch(source.expr):
        total = f"SUMX('{source.table}', {column(product[1])} * {column(product[2])})"
    elif filled := WHERE_FILLED.fullmatch(source.expr):
        total = f"SUM({column(filled[2])})"
        among.append(f"KEEPFILTERS(NOT ISBLANK({column(filled[1])}))")
    else:
        raise _unknown(metric, source.expr)
    state = source.measure["non_additive_dimension"]
    if state is None:
        return f"CALCULATE({', '.join([total, *among])})" if among else total
    groups = ", ".join(source.physical(each) for each in state["window_groupings"])
    last = source.physical(state["name"])
    latest = f"CALCULATE({', '.join([f'MAX({last})', *conditions])})"
    return (
        f"SUMX(SUMMARIZE('{source.table}', {groups}), VAR Latest = {latest} "
        f"RETURN CALCULATE({', '.join([total, *among, f'{last} = Latest'])}))"
    )


def _conditions(metric: Mapping[str, Any], source: _Source) -> list[str]:
    filters = [metric["filter"], metric["type_params"]["measure"]["filter"]]
    found = []
    for each in filters:
        for where in each["where_filters"] if each else []:
            for part in where["where_sql_template"].split(" and "):
                condition = CONDITION.fullmatch(part.strip())
                if not condition:
                    raise _unknown(metric, part)
                name, sign, text = condition.groups()
                # Beside what the reader chose; without KEEPFILTERS it would take its place.
                found.append(f'KEEPFILTERS({source.physical(name)} {sign} "{text}")')
    return found


def _format(source: _Source, below: _Source | None) -> str:
    """Pounds and pounds for each of something are money; other shares are rates."""
    is_money = source.is_money
    if below is None:
        return MONEY if is_money else COUNT
    return MONEY if is_money and not below.is_money else RATE


def _named(metric: Mapping[str, Any]) -> str:
    return f"[{metric['label']}]"


def _unknown(metric: Mapping[str, Any], what: str) -> PublishError:
    return PublishError(
        f"The metric {metric['name']} has no translation into DAX: {what}. Add one in "
        "publish/powerbi/metrics.py."
    )
