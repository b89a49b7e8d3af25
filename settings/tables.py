"""The settings that the marts need, as Parquet: written before each dbt build."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from send_home import temporary
from settings import groups, ledger_text, rag_limits
from settings.groups import Groups
from settings.ledger_text import LedgerText
from settings.problem import InvalidSettings


def rag_limits_file(home: Path) -> Path:
    return _folder(home) / "rag_limits.parquet"


def ledger_text_file(home: Path) -> Path:
    return _folder(home) / "ledger_text.parquet"


def groups_file(home: Path) -> Path:
    return _folder(home) / "authority_groups.parquet"


def write(home: Path) -> None:
    """Write `settings_tables/rag_limits.parquet` (one row per measure and rag; none where the
    settings file is wrong), `ledger_text.parquet` (one row per kind, la_code and value; the
    defaults where the file is wrong) and `authority_groups.parquet` (one row per partnership and
    member; none where the file is wrong)."""
    try:
        limits = list(rag_limits.FILE.read(home).rows())
    except InvalidSettings:
        limits = []
    columns = "measure varchar, rag varchar, at_least_pct decimal(9, 1), below_pct decimal(9, 1)"
    _write(rag_limits_file(home), columns, limits)
    text = ledger_text.FILE.read_or(home, LedgerText())
    _write(
        ledger_text_file(home), "kind varchar, la_code varchar, value varchar", list(text.rows())
    )
    partnerships = list(groups.FILE.read_or(home, Groups()).rows())
    columns = "group_key varchar, group_name varchar, la_code varchar"
    _write(groups_file(home), columns, partnerships)


def _folder(home: Path) -> Path:
    return home / "settings_tables"


def _write(path: Path, columns: str, rows: Sequence[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = temporary.file(path)
    with duckdb.connect() as connection:
        connection.execute(f"create table written ({columns})")
        if rows:
            places = ", ".join("?" for _ in rows[0])
            connection.executemany(f"insert into written values ({places})", rows)
        connection.table("written").write_parquet(str(part))
    part.replace(path)
