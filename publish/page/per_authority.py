"""Writes a page for each authority into a publication."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from publish.page import drawings
from publish.sql import literal

Page = Callable[[duckdb.DuckDBPyConnection, str], str]  # connection, la_code → HTML


def write(folder: Path, database: Path, authorities: str, page: Page) -> list[Path]:
    """Write `<la_code>.html` into a new folder for every authority that the query `authorities`
    returns; return the files. Pages read the tables of `database`, attached as `send`."""
    folder.mkdir(parents=True)
    written = []
    with duckdb.connect() as db:
        db.execute(f"attach {literal(database)} as send (read_only)")
        for (la_code,) in db.execute(authorities).fetchall():
            file = folder / f"{la_code}.html"
            drawings.read_earlier(file)
            file.write_text(page(db, la_code), encoding="utf-8")
            written.append(file)
    return written
