"""The project's DAGs as Airflow loads them, over a home that exists for the test run only."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def dags(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    from commands.airflow import configuration
    from commands.night import dag_order

    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in configuration.settings(Path(home)).items():
            patch.setenv(name, value)
        return dag_order.load_dags()
