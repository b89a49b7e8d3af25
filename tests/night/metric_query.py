"""Queries of the dbt metrics, by MetricFlow, on the tables of a publication."""

from pathlib import Path
from typing import Any

import duckdb
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import (
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup


class _DuckDb:
    """What MetricFlow needs to know of the engine; it only writes the SQL here."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()

    def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
        return f"${bind_parameter_key}"


class Metrics:
    """The metrics of a semantic manifest, on a publication's `send.duckdb`."""

    def __init__(self, manifest: Path, publication: Path) -> None:
        parsed = parse_manifest_from_dbt_generated_manifest(manifest.read_text("utf-8"))
        self.names = {metric.name for metric in parsed.metrics}
        self._engine = MetricFlowEngine(SemanticManifestLookup(parsed), _DuckDb())
        self._publication = publication

    def query(self, metric: str, by: list[str], where: str | None = None) -> list[tuple[Any, ...]]:
        """Rows of the dimensions `by` and the metric, where the metric has a value."""
        request = MetricFlowQueryRequest.create(
            metric_names=[metric],
            group_by_names=by,
            where_constraints=[where] if where else None,
        )
        sql = self._engine.explain(request).sql_statement.sql
        with duckdb.connect() as db:
            db.execute(f"attach '{self._publication}' as warehouse (read_only)")
            names = ", ".join(f'"{name}"' for name in by)
            return db.execute(
                f"select {names}, {metric} from ({sql}) where {metric} is not null order by all"
            ).fetchall()
