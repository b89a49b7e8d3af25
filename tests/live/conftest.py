"""A live Airflow with stand-ins for what takes long, on SQLite.

All tests of this folder share it, since it costs most of what they cost.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import airflow
from tests import airflow_metadata
from tests.live.running import Live, running


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    home = tmp_path_factory.mktemp("live")
    airflow_metadata.copy_to(home, airflow.LIVE)
    fast = {
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
    }
    with running(home, Path(__file__).resolve().parent / "site", **fast) as started:
        yield started
