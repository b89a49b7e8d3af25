"""A live Airflow with stand-ins for what takes long, on SQLite.

All tests of a module share it, since it costs most of what they cost. It ends with them: its
services take a fifth of a processor also while nothing is due.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.airflow import configuration
from tests import airflow_metadata
from tests.live.receiver import Receiver, receiving
from tests.live.running import Live, running


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Live]:
    home = tmp_path_factory.mktemp("live")
    airflow_metadata.copy_to(home, configuration.LIVE)
    (home / "settings").mkdir()
    (home / "settings/monitoring.yml").write_text(
        f"metrics: {receiver.url}\nlineage: {receiver.url}\n"
    )
    fast = {
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "OTEL_METRIC_EXPORT_INTERVAL": "1000",  # milliseconds
    }
    with running(home, Path(__file__).resolve().parent / "site", **fast) as started:
        yield started
