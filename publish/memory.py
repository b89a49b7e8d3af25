"""Opens DuckDB for the work of a publication, within the memory that an installation gives it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from publish.errors import PublishError
from publish.sql import literal

LIMIT = "SEND_DUCKDB_MEMORY"
NO_SPACE = "No space left"
STAYS = "The last publication stays."


@contextmanager
def bounded(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database in memory. SEND_DUCKDB_MEMORY bounds what it takes (default: 80 % of
    the machine); what needs more is written to the unfinished publication in `folder`, and deleted.

    Raises PublishError where the bound is no size, and where memory or disk are exhausted.
    """
    spilt = folder / ".spilt"
    with duckdb.connect(config={"temp_directory": str(spilt)}) as db:
        _set_limit(db, os.environ.get(LIMIT))
        try:
            yield db
        except duckdb.OutOfMemoryException as error:
            limit = os.environ.get(LIMIT, "not set: 80 % of the machine")
            raise PublishError(
                f"The publication needs more memory than it may take ({LIMIT} is {limit}). {STAYS} "
                f"Give it more, then run again. DuckDB says: {_first_line(error)}"
            ) from None
        except duckdb.IOException as error:
            if NO_SPACE not in str(error):
                raise
            raise PublishError(
                f"The disk of {folder.parent} is full. {STAYS} Free some space, then run again. "
                f"DuckDB says: {_first_line(error)}"
            ) from None
    shutil.rmtree(spilt, ignore_errors=True)


def _set_limit(db: duckdb.DuckDBPyConnection, limit: str | None) -> None:
    if not limit:
        return
    try:
        db.execute(f"set memory_limit = {literal(limit)}")
    except duckdb.ParserException:
        raise PublishError(f"{LIMIT} is {limit!r}: expected a size such as 4GB. {STAYS}") from None


def _first_line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0]
