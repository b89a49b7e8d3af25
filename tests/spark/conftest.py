"""A home whose night DuckDB has built; Spark builds it again."""

from pathlib import Path

import pytest

from steps.spark import cluster
from tests.night.conftest import invent, night

AS_AT = "2026-11-20"


@pytest.fixture(scope="session")
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose night DuckDB has built and published."""
    if not request.config.getoption("--spark"):
        pytest.skip("starts a Spark cluster and takes many minutes: run `make spark`")
    if lack := cluster.missing():
        pytest.skip(lack)
    folder = tmp_path_factory.mktemp("home")
    invent(folder)
    ran = night(folder, AS_AT)
    assert ran.exit_code == 0, ran.printed
    return folder
