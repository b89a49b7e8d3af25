"""The query of a chart, which Superset keeps beside it.

Superset's own page writes it when somebody saves a chart. Without it, a report by mail and the API
have no rows of a chart that was imported. An import puts in the numbers of the dataset.
"""

import json
from typing import Any

OPERATORS = {"EQUALS": "==", "IN": "IN", "GREATER_THAN": ">", "IS_NOT_NULL": "IS NOT NULL"}
ROWS = 10_000  # Superset's own limit for a chart that has none


def to_json(params: dict[str, Any]) -> str:
    """The query context of a chart with these parameters, as JSON."""
    query: dict[str, Any] = {
        "columns": _columns(params),
        "filters": [
            {"col": f["subject"], "op": OPERATORS[f["operatorId"]], "val": f["comparator"]}
            for f in params["adhoc_filters"]
        ],
        "row_limit": params.get("row_limit") or ROWS,
    }
    if params.get("query_mode") == "raw":  # with metrics, even with none, rows would be grouped
        query["orderby"] = [json.loads(each) for each in params["order_by_cols"]]
    else:
        query["metrics"] = params["metrics"] if "metrics" in params else [params["metric"]]
    return json.dumps(
        {
            "datasource": {"id": 0, "type": "table"},
            "force": False,
            "queries": [query],
            "form_data": params,
            "result_format": "json",
            "result_type": "full",
        }
    )


def _columns(params: dict[str, Any]) -> list[Any]:
    if params.get("query_mode") == "raw":
        return list(params["all_columns"])
    grouped = list(params.get("groupby", []))
    x_axis = params.get("x_axis")
    if not x_axis:
        return grouped
    if not params.get("time_grain_sqla"):
        return [x_axis, *grouped]
    by_time = {
        "columnType": "BASE_AXIS",
        "expressionType": "SQL",
        "label": x_axis,
        "sqlExpression": x_axis,
        "timeGrain": params["time_grain_sqla"],
    }
    return [by_time, *grouped]
