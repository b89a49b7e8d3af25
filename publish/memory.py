"""Opens DuckDB for the work of a publication, within the memory that an installation gives it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from publish.sql import literal


@contextmanager
def bounded(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database in memory. SEND_DUCKDB_MEMORY bounds what it takes (default: 80 % of
    the machine); what needs more is written below `folder`, which a crash leaves unfinished."""
    spilt = folder / ".spilt"
    with duckdb.connect(config={"temp_directory": str(spilt)}) as db:
        if limit := os.environ.get("SEND_DUCKDB_MEMORY"):
            db.execute(f"set memory_limit = {literal(limit)}")
        yield db
    shutil.rmtree(spilt, ignore_errors=True)
