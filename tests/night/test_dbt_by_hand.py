"""A model is built in a file of its own, from the warehouse, which stays as it is."""

import hashlib

import duckdb

from steps import dbt_by_hand


def test_a_model_is_built_apart_from_what_the_night_has_built(demonstration, monkeypatch):
    home = demonstration.first.home
    monkeypatch.setenv("SEND_HOME", str(home))
    monkeypatch.setenv("SEND_DUCKDB_MEMORY", "1GB")
    monkeypatch.delenv("DBT_PARTIAL_PARSE_FILE_PATH", raising=False)  # of the target prod
    before = hashlib.sha256((home / "warehouse.duckdb").read_bytes()).hexdigest()

    assert dbt_by_hand.run(["--quiet", "build", "--select", "timeliness"], "2026-11-20", "dev") == 0

    assert hashlib.sha256((home / "warehouse.duckdb").read_bytes()).hexdigest() == before
    with duckdb.connect(str(home / "dbt/dev/dev.duckdb"), read_only=True) as db:
        built = db.execute("from marts.timeliness order by all").fetchall()
        [(tables,)] = db.execute(
            "select count(*) from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
    assert built == demonstration.first.rows("from marts.timeliness order by all")
    assert tables == 1
    assert "set memory_limit = '1GB'" in (home / "dbt/dev/logs/dbt.log").read_text()
