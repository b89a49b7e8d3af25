"""Read access to the current publication."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from publish.errors import PublishError


class NothingPublished(PublishError):
    """The home has no publication yet."""


@contextmanager
def open_publication(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the publication read-only as catalogue `published`; raise NothingPublished."""
    marts = home / "published" / "send.duckdb"
    if not marts.exists():
        raise NothingPublished(
            f"Nothing is published yet: {marts.parent} does not exist. Run `send night`."
        )
    with duckdb.connect(":memory:") as db:
        path = str(marts.resolve()).replace("'", "''")
        db.execute(f"attach '{path}' as published (read_only)")
        yield db


def published_date(home: Path) -> date | None:
    """The reporting date of the publication; None where nothing is published."""
    try:
        with open_publication(home) as db:
            query = "select max(as_at) from published.ops.publications"
            [(found,)] = db.execute(query).fetchall()
    except NothingPublished:
        return None
    return found if isinstance(found, date) else None


def has_table(db: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether the publication has a table (`schema.table`); an older publication may lack it."""
    found = db.execute(
        "from duckdb_tables() where database_name = 'published' "
        "and schema_name || '.' || table_name = $1",
        [table],
    )
    return bool(found.fetchall())
