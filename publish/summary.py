"""What the night brought, in one screen: files, marts, the 20-week rates, where to read them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

OUTCOMES = ("accepted", "accepted_with_rejects", "rejected", "duplicate")
ROWS = ("rows_read", "rows_accepted", "rows_quarantined", "rows_duplicate")
TWENTY_WEEKS = """
    select la_code, calendar_year, within_time, completed, within_time_pct
    from (
        select
            *, strftime(period_start, '%Y') as calendar_year,
            row_number() over (partition by la_code order by period_start desc) as nth
        from published.marts.timeliness
        where clock = 'final_plan_20_weeks' and period_type = 'calendar_year'
    )
    where nth = 1
    order by la_code
"""


def summary(home: Path, receipts: Sequence[Mapping[str, Any]]) -> str:
    """Describe tonight's files (by their receipts) and what now lies in `published`."""
    parts = [_files(receipts)]
    marts = home / "published" / "marts.duckdb"
    if marts.exists():
        with duckdb.connect(":memory:") as db:
            path = str(marts.resolve()).replace("'", "''")
            db.execute(f"attach '{path}' as published (read_only)")
            parts += [_marts(db), _rates(db), _where(db, marts)]
    else:
        parts.append(f"Nothing is published yet: {home / 'published'} does not exist.")
    return "\n\n".join(part for part in parts if part)


def _files(receipts: Sequence[Mapping[str, Any]]) -> str:
    if not receipts:
        return "Files: nothing new."
    lines = []
    for la_code in sorted({receipt["la_code"] for receipt in receipts}):
        mine = [receipt for receipt in receipts if receipt["la_code"] == la_code]
        outcomes = Counter(receipt["outcome"] for receipt in mine)
        counts = [outcomes[outcome] for outcome in OUTCOMES]
        lines.append([la_code, *counts, *(sum(r.get(kind) or 0 for r in mine) for kind in ROWS)])
    heads = ["files of", "accepted", "with rejects", "rejected", "duplicate"]
    return _table([*heads, "rows read", "accepted", "quarantined", "duplicate"], lines)


def _marts(db: duckdb.DuckDBPyConnection) -> str:
    rows = db.execute(
        """
        select schema_name || '.' || table_name, row_count, array_to_string(held_back, ', ')
        from published.ops.publications order by schema_name, table_name
        """
    ).fetchall()
    return _table(["table", "rows", "held back"], rows)


def _rates(db: duckdb.DuckDBPyConnection) -> str:
    if not db.execute(
        "from duckdb_tables() where database_name = 'published' and table_name = 'timeliness'"
    ).fetchall():
        return ""
    rates = db.execute(TWENTY_WEEKS).fetchall()
    heads = ["20 weeks", "calendar year", "in time", "plans issued", "%"]
    return _table(heads, [[*rate[:4], "-" if rate[4] is None else rate[4]] for rate in rates])


def _where(db: duckdb.DuckDBPyConnection, marts: Path) -> str:
    found = db.execute("select distinct publication_id, as_at from published.ops.publications")
    publication_id, as_at = found.fetchall()[0]
    # The file is called marts and so is its schema: DuckDB wants the catalogue named as well.
    query = (
        f".venv/bin/python -c \"import duckdb; duckdb.connect('{marts}', read_only=True)"
        ".sql('from marts.marts.timeliness').show()\""
    )
    return (
        f"Published as at {as_at}, publication {publication_id}:\n"
        f"  {marts}\n  {marts.parent}/<schema>/<table>.parquet\nQuery it:\n  {query}"
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Lay out rows under their heads: the first column to the left, the others to the right."""
    cells = [heads, *([f"{v:,}" if type(v) is int else str(v) for v in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    )
