"""Python files stay short; tests/dbt/test_sizes.py holds the same of SQL and yml files."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_python_file_has_fewer_than_300_lines() -> None:
    folders = [each for each in ROOT.iterdir() if each.is_dir() and each.name[0] != "."]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    assert len(files) > 400
    long = [file for file in files if len(file.read_text("utf-8").splitlines()) >= 300]
    assert long == []
