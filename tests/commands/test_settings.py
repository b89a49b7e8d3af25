"""`send settings check`: problems end it with 1, remarks do not."""

import os
import subprocess
import sys
from pathlib import Path


def test_a_problem_of_the_settings_is_named(send, tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    assert send("settings", "check").exit_code == 0
    (tmp_path / "settings" / "targets.yml").write_text("within_20_weeks_pct: many\n")
    shown = send("settings", "check")
    assert shown.exit_code == 1
    assert "settings/targets.yml: within_20_weeks_pct: found 'many'" in shown.stdout


def test_a_connection_that_is_missing_or_of_another_kind_is_a_remark(tmp_path: Path) -> None:
    collected = tmp_path / "settings" / "collect" / "312.yml"
    collected.parent.mkdir(parents=True)
    collected.write_text(
        "feeds:\n"
        "- {source: case_system, connection: gone, files: out/*.csv}\n"
        "- {source: case_system, connection: share, files: out/*.csv}\n"
        "- {source: case_system, connection: cut, files: out/*.csv}\n"
        "- {source: finance_ledger, connection: share, query: select 1, dataset: transactions}\n"
    )
    (tmp_path / "settings" / "alerts.yml").write_text(
        "sender: send.data@example.gov.uk\nwebhook_connection: chat\n"
    )
    share = '{"conn_type": "fs", "extra": {"path": "/mnt/share"}}'
    # In a process of its own, because Airflow reads its configuration once.
    shown = subprocess.run(
        [Path(sys.executable).with_name("send"), "settings", "check"],
        env={
            **os.environ,
            "SEND_HOME": str(tmp_path),
            "AIRFLOW_CONN_SHARE": share,
            "AIRFLOW_CONN_CUT": share[:-1],
        },
        capture_output=True,
        text=True,
        check=True,
    )
    remarks = [line for line in shown.stdout.splitlines() if line.startswith("Remark: ")]
    assert [line.partition(". ")[0] for line in remarks] == [
        "Remark: settings/collect/312.yml: No connection is called gone",
        "Remark: settings/collect/312.yml: AIRFLOW_CONN_CUT can't be read as a connection",
        "Remark: settings/collect/312.yml: share: query for transactions: the connection is of "
        "type fs",
        "Remark: settings/alerts.yml: No connection is called smtp_default",
        "Remark: settings/alerts.yml: No connection is called chat",
    ]
    assert shown.stderr == ""
