"""dbt by hand finds what it reads."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from ingest import contract_files, paths
from steps.dbt import by_hand
from steps.dbt.by_hand import Target


@pytest.mark.parametrize("target", ["dev", "prod"])
def test_dbt_finds_the_columns_of_a_dataset_of_which_no_file_has_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: Target
) -> None:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    (tmp_path / "dbt" / "target").mkdir(parents=True)
    (tmp_path / "dbt" / "target" / "manifest.json").touch()
    (tmp_path / "warehouse.duckdb").touch()
    found = set[str]()

    def dbt(*_: Any, **__: Any) -> subprocess.CompletedProcess[bytes]:
        found.update(
            name
            for name in contract_files.of_source("case_system", "")
            if paths.columns_only(tmp_path, "case_system", name).exists()
        )
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(by_hand.subprocess, "run", dbt)
    assert by_hand.run(["build"], "2026-11-20", target) == 0
    assert found == set(contract_files.of_source("case_system", ""))
