"""How much of one file is read, so that a small file that unpacks to a large one, or a file of
nonsense, costs bounded time, disk and memory."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from settings.file import Settings, SettingsFile


class Bounds(Settings):
    """`max_rows`: rows of a file. `max_unpacked_mb`: a file; an archive, gzip, workbook or Parquet
    file once it is unpacked. `max_names`: columns of a table, and names in a SEN2 return that it
    does not have. `max_remarks`: findings of one kind on a receipt. `memory_mb`: what DuckDB holds
    of one file in memory; more goes to the disk. `workbook_memory_mb`: of a workbook, which can't.
    `workbook_seconds`: processor time in which a workbook's sheet is read."""

    max_rows: Annotated[int, Field(ge=1, le=1 << 40)] = 20_000_000
    max_unpacked_mb: Annotated[int, Field(ge=1, le=1 << 20)] = 4096
    max_names: Annotated[int, Field(ge=1, le=10_000)] = 1000
    max_remarks: Annotated[int, Field(ge=1, le=10_000)] = 50
    memory_mb: Annotated[int, Field(ge=128, le=1 << 24)] = 1024
    workbook_memory_mb: Annotated[int, Field(ge=512, le=1 << 24)] = 4096
    workbook_seconds: Annotated[int, Field(ge=1, le=86_400)] = 300

    @property
    def max_unpacked_bytes(self) -> int:
        return self.max_unpacked_mb << 20


FILE = SettingsFile("bounds.yml", Bounds, "the bounds are those of the example")


def read(home: Path) -> Bounds:
    return FILE.read_or(home, Bounds())


def stated(key: str) -> str:
    """How a message names a bound that can be raised."""
    return f"or raise {key} in settings/{FILE.name}"
