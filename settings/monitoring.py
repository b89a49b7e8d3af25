"""Where Airflow sends its metrics and its lineage."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from settings.file import Settings, SettingsFile


def _is_address(url: str) -> str:
    """Raises ValueError for what is no address of a server, or holds a password."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise ValueError("expected an address http(s)://<host>:<port>")
    if parts.password is not None:
        raise ValueError("expected an address without a password: a proxy can add one")
    return url.rstrip("/")


def _lineage_is_installed(url: str) -> str:
    """Raises ValueError where the provider that sends lineage is not installed."""
    if find_spec("openlineage") is None:
        raise ValueError("expected the extra that sends it: uv sync --frozen --extra openlineage")
    return url


Address = Annotated[str, AfterValidator(_is_address)]
WITHOUT_CODE = {"scope": {}, "controls": {"include_source_code": False}}


class Monitoring(Settings):
    """`metrics`: the OpenTelemetry collector (OTLP over HTTP) that gets Airflow's metrics each
    minute. `lineage`: the OpenLineage server that gets an event at the start and the end of each
    run and task. Without an address nothing is sent."""

    metrics: Address | None = None
    lineage: Annotated[Address, AfterValidator(_lineage_is_installed)] | None = None


FILE = SettingsFile("monitoring.yml", Monitoring, "no metrics and no lineage are sent")


def environment(home: Path) -> dict[str, str]:
    """The variables by which Airflow sends what is declared, and nothing else."""
    declared = FILE.read_or(home, Monitoring())
    found = {"AIRFLOW__OPENLINEAGE__DISABLED": str(declared.lineage is None)}
    if declared.metrics:
        found |= {
            "AIRFLOW__METRICS__OTEL_ON": "True",
            "AIRFLOW__METRICS__LEGACY_NAMES_ON": "False",  # the same, with ids in their names
            "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": f"{declared.metrics}/v1/metrics",
            "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL": "http/protobuf",
            "OTEL_SERVICE_NAME": "send-warehouse",
        }
    if declared.lineage:
        transport = {"type": "http", "url": declared.lineage, "endpoint": "api/v1/lineage"}
        found |= {
            "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(transport),
            "AIRFLOW__OPENLINEAGE__NAMESPACE": "send-warehouse",
            "AIRFLOW__OPENLINEAGE__EMISSION_POLICY": json.dumps([WITHOUT_CODE]),
        }
    return found
