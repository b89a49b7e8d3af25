"""Airflow imports this module when one of its processes starts, before it reads where to send
metrics and lineage: `settings/monitoring.yml` decides that, on one machine and in containers."""

import os

from send_home import location
from settings import monitoring

__all__: tuple[str, ...] = ()  # Airflow takes over what a module of this name exports

os.environ |= monitoring.environment(location.home()) | os.environ
