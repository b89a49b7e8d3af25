"""The summary at the end of a night: files, overdue datasets, published tables, 20-week rates."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish.oncall import overdue
from publish.oncall.console import table
from publish.reader import NothingPublished, has_table, open_publication

MOST_LINES = 20  # of overdue datasets, so that the summary fits on one screen
OUTCOMES = ("accepted", "accepted_with_rejects", "rejected", "duplicate", "superseded")
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


@dataclass(frozen=True)
class FileCounts:
    """What the summary counts of one receipt: the authority, the outcome and numbers of rows. The
    accepted rows of a file that another one has replaced are `rows_superseded`."""

    la_code: str
    outcome: str
    rows_read: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    rows_duplicate: int = 0
    rows_superseded: int = 0

    @property
    def rows(self) -> tuple[int, int, int, int, int]:
        return (
            self.rows_read,
            self.rows_accepted,
            self.rows_quarantined,
            self.rows_duplicate,
            self.rows_superseded,
        )


def summary(home: Path, files: Sequence[FileCounts]) -> str:
    """Return the night's summary as text, from its loaded files and the publication."""
    parts = [_files(files)]
    try:
        with open_publication(home) as db:
            parts += [_overdue(db), _marts(db), _rates(db)]
            parts.append(_where(db, home / "published" / "send.duckdb"))
    except NothingPublished as nothing:
        parts.append(str(nothing))
    return "\n\n".join(part for part in parts if part)


def _files(files: Sequence[FileCounts]) -> str:
    if not files:
        return "Files: nothing new."
    lines = []
    for la_code in sorted({file.la_code for file in files}):
        own = [file for file in files if file.la_code == la_code]
        outcomes = Counter(file.outcome for file in own)
        rows = [sum(counts) for counts in zip(*(file.rows for file in own), strict=True)]
        lines.append([la_code, *(outcomes[outcome] for outcome in OUTCOMES), *rows])
    heads = ["files of", "accepted", "with rejects", "rejected", "duplicate", "superseded"]
    of_rows = ["rows read", "accepted", "quarantined", "duplicate", "superseded"]
    return table([*heads, *of_rows], lines)


def _overdue(db: duckdb.DuckDBPyConnection) -> str:
    lines = overdue.lines(overdue.read(db))
    more = [f"and {len(lines) - MOST_LINES} more: send missing"] if len(lines) > MOST_LINES else []
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
    if not has_table(db, "marts.timeliness"):
        return ""
    rates = db.execute(TWENTY_WEEKS).fetchall()
    heads = ["20 weeks", "calendar year", "in time", "plans issued", "%"]
    return table(heads, [[*rate[:4], "-" if rate[4] is None else rate[4]] for rate in rates])


def _where(db: duckdb.DuckDBPyConnection, marts: Path) -> str:
    found = db.execute("select distinct publication_id, as_at from published.ops.publications")
    publication_id, as_at = found.fetchall()[0]
    code = (
        f"import duckdb; duckdb.connect({str(marts)!r}, read_only=True)"
        ".sql('from marts.timeliness').show()"
    )
    quoted = re.sub(r'["$`\\]', r"\\\g<0>", code)  # for the shell
    query = f'.venv/bin/python -c "{quoted}"'
    return (
        f"Published as at {as_at}, publication {publication_id}:\n"
        f"  {marts}\n  {marts.parent}/<schema>/<table>.parquet\n"
        f"  {marts.parent}/pages/<la_code>.html, a page for each authority that may be passed on\n"
        f"  {marts.parent}/figures/pages/<la_code>.html, its figures for SEND managers\n"
        f"  {marts.parent}/cases/pages/<la_code>.html, what is due and overdue, case by case\n"
        f"Query it:\n  {query}"
    )
