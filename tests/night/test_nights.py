"""Several nights: without new files nothing changes, and a backup of landing and settings is enough
to rebuild everything. A model can be built by hand, in a file of its own.

These are all tests that take the lock of the demonstration's home, so one worker runs them."""

import hashlib
import os
import re
import subprocess

import duckdb

from steps.dbt import by_hand
from tests.night.conftest import REPOSITORY, night, published


def test_the_same_night_again_builds_nothing_and_changes_no_byte(demonstration):
    home = demonstration.first.home
    before = (home / "published").resolve()
    second = night(home)
    assert second.exit_code == 0, second.printed
    assert "nothing to build" in second.printed
    assert re.search(r"gate +[\d.]+ s  \d+ tests; none held back", second.printed)
    assert (home / "published").resolve() == before
    assert published(home) == demonstration.published


def commands_of(section: str) -> list[str]:
    """The commands that the page for operators gives in a section."""
    page = (REPOSITORY / "docs" / "run-in-production.md").read_text("utf-8")
    lines = page.partition(f"## {section}\n")[2].partition("\n## ")[0].splitlines()
    return [line.strip() for line in lines if line.startswith("    ")]


def test_a_restored_backup_publishes_the_same_bytes(demonstration, tmp_path):
    """By the commands of the documentation: everything but landing, settings and .env is lost."""
    back_up, _, restore, _, last = commands_of("Back up, restore, upgrade")
    home = tmp_path / "restored"
    for command, of in ((back_up, demonstration.first.home), (restore, home)):
        environment = os.environ | {"SEND_HOME": str(of)}
        subprocess.run(command, shell=True, check=True, cwd=tmp_path, env=environment)
    assert {path.name for path in home.iterdir()} == {"landing", "settings"}
    assert last == "send night --date 2026-11-20"
    again = night(home)
    assert again.exit_code == 0, again.printed
    assert published(home) == demonstration.published


def test_a_model_is_built_apart_from_what_the_night_has_built(demonstration, monkeypatch):
    home = demonstration.first.home
    monkeypatch.setenv("SEND_HOME", str(home))
    monkeypatch.setenv("SEND_DUCKDB_MEMORY", "1GB")
    monkeypatch.delenv("DBT_PARTIAL_PARSE_FILE_PATH", raising=False)  # of the target prod
    before = hashlib.sha256((home / "warehouse.duckdb").read_bytes()).hexdigest()

    assert by_hand.run(["--quiet", "build", "--select", "timeliness"], "2026-11-20", "dev") == 0

    assert hashlib.sha256((home / "warehouse.duckdb").read_bytes()).hexdigest() == before
    with duckdb.connect(str(home / "dbt/dev/dev.duckdb"), read_only=True) as db:
        built = db.execute("from marts.timeliness order by all").fetchall()
        [(tables,)] = db.execute(
            "select count(*) from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
    assert built == demonstration.first.rows("from marts.timeliness order by all")
    assert tables == 1
    assert "set memory_limit = '1GB'" in (home / "dbt/dev/logs/dbt.log").read_text()
