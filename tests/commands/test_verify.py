"""`send verify`: its exit codes and what it prints."""

import fcntl
from pathlib import Path


def test_it_prints_what_it_reads_and_names_what_is_damaged(
    tmp_path: Path, monkeypatch, send
) -> None:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    whole = send("verify")
    assert whole.exit_code == 0, whole.output
    assert "0 files of raw and quarantine: read" in whole.stdout
    assert "0 damaged files; 0 of them need a backup" in whole.stdout
    damaged = tmp_path / "publications" / "ab12"
    damaged.mkdir(parents=True)
    found = send("verify")
    assert found.exit_code == 1
    assert f"DAMAGED {damaged} (SHA256SUMS): made again. Run: send night." in found.stdout
    assert "1 damaged file; 0 of them need a backup" in found.stdout


def test_it_does_not_run_beside_another_command(tmp_path: Path, monkeypatch, send) -> None:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    (tmp_path / "locks").mkdir()
    with (tmp_path / "locks" / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert send("verify").exit_code == 2
