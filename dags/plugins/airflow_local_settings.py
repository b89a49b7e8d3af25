"""Airflow imports this module when one of its processes starts, before it reads where to send
metrics and lineage: `settings/monitoring.yml` decides that, on one machine and in containers."""

import os

from settings import monitoring, place

__all__: tuple[str, ...] = ()  # Airflow takes over what a module of this name exports

os.environ |= monitoring.environment(place.home()) | os.environ
