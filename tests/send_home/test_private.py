"""What an earlier version left readable for everybody is closed; landing stays open to senders."""

from pathlib import Path

from send_home import private


def test_only_the_owner_keeps_rights(tmp_path: Path) -> None:
    for name in ("landing/.received", "landing/312", "publications", "raw", "settings"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name).chmod(0o755)
    (tmp_path / "warehouse.duckdb").touch(0o644)
    (tmp_path / "published").symlink_to("publications")
    private.close(tmp_path)
    found = {
        str(path.relative_to(tmp_path)): path.stat().st_mode & 0o777
        for path in tmp_path.rglob("*")
        if path.name not in ("landing", "published")
    }
    assert found == {
        "landing/.received": 0o700,
        "landing/312": 0o755,
        "publications": 0o755,
        "raw": 0o700,
        "settings": 0o755,
        "warehouse.duckdb": 0o600,
    }
