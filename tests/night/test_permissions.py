"""Only the owner reads what a night leaves: files, folders, and the secret."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OF_THE_TESTS = {"lock", "first_night.json"}


def open_to_others(folder: Path) -> list[str]:
    return [
        f"{path.relative_to(folder)} {path.lstat().st_mode & 0o777:o}"
        for path in folder.rglob("*")
        if not path.is_symlink() and path.lstat().st_mode & 0o077 and path.name not in OF_THE_TESTS
    ]


def test_nobody_else_reads_anything_that_a_night_leaves(demonstration):
    home = demonstration.first.home
    assert len(list(home.rglob("*"))) > 100
    assert open_to_others(home) == []


def test_no_file_of_the_environment_repeats_the_secret():
    """Installed packages are left out: `make` writes nothing into them."""
    written = [
        path for path in (ROOT / ".venv").glob("*") if path.is_file() and path.name != "pyvenv.cfg"
    ]
    secrets = [
        value
        for line in (ROOT / ".env").read_text().splitlines()
        for name, _, value in [line.partition("=")]
        if len(value) >= 32 and not name.startswith("#")
    ]
    assert secrets
    assert (ROOT / ".env").stat().st_mode & 0o077 == 0
    assert not [path for path in written for each in secrets if each in path.read_text()]
