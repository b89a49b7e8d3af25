"""What the night brought, in one screen: files, what is missing, marts, the 20-week rates."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from publish.console import holds, published, table
from publish.operations import overdue

MOST_LINES = 20  # of what is missing or late, so that the rest stays on the screen
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
    try:
        with published(home) as db:
            parts += [_overdue(db), _marts(db), _rates(db)]
            parts.append(_where(db, home / "published" / "marts.duckdb"))
    except FileNotFoundError as nothing:
        parts.append(str(nothing))
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
    return table([*heads, "rows read", "accepted", "quarantined", "duplicate"], lines)


def _overdue(db: duckdb.DuckDBPyConnection) -> str:
    lines = overdue(db)
    more = [f"and {len(lines) - MOST_LINES} more: make missing"] if len(lines) > MOST_LINES else []
    return "\n".join([*lines[:MOST_LINES], *more])


def _marts(db: duckdb.DuckDBPyConnection) -> str:
    rows = db.execute(
        """
        select schema_name || '.' || table_name, row_count, array_to_string(held_back, ', ')
        from published.ops.publications order by schema_name, table_name
        """
    ).fetchall()
    return table(["table", "rows", "held back"], rows)


def _rates(db: duckdb.DuckDBPyConnection) -> str:
    if not holds(db, "marts.timeliness"):
        return ""
    rates = db.execute(TWENTY_WEEKS).fetchall()
    heads = ["20 weeks", "calendar year", "in time", "plans issued", "%"]
    return table(heads, [[*rate[:4], "-" if rate[4] is None else rate[4]] for rate in rates])


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
        f"  {marts}\n  {marts.parent}/<schema>/<table>.parquet\n"
        f"  {marts.parent}/pages/<la_code>.html, one page for each authority, to look at\n"
        f"Query it:\n  {query}"
    )
