"""Converts a file of any format to one readable CSV."""

from pathlib import Path

from ingest import paths
from ingest.arrival import Arrival
from ingest.contract import Contract
from ingest.formats import csv_text, geojson_text, parquet_text, workbook
from ingest.formats.csv_text import Text
from settings.bounds import Bounds


def text_of(
    home: Path, arrival: Arrival, contract: Contract, bounds: Bounds, scratch: Path
) -> Text:
    """The text of an arrival's stored bytes, or of its redacted copy.

    Raises FileRejected as `open_text` does.
    """
    copy = arrival.redaction
    if copy:
        path = paths.redacted_copy(home, arrival.load_id, copy.sha256)
        return Text(
            path,
            copy.delimiter,
            list(copy.headers),
            copy.constants,
            copy.numbered,
            copy.title_rows,
        )
    kept, name = paths.received_bytes(home, arrival.sha256), f"landing/{arrival.file_path}"
    return open_text(kept, name, arrival.utf8, contract, bounds, scratch)


def open_text(
    kept: Path, name: str, utf8: bool, contract: Contract, bounds: Bounds, scratch: Path
) -> Text:
    """Read the stored bytes in the format that the file name ends with.

    Raises FileRejected for bytes of another format, incomplete ones, or more than the bounds.
    """
    kind = name.lower().rsplit(".", 1)[-1]
    if kind in ("xlsx", "xlsm", "ods"):
        return workbook.open_text(kept, name, contract, bounds, scratch)
    if kind == "parquet":
        return parquet_text.open_text(kept, name, contract.day_format, bounds, scratch)
    if kind == "geojson":
        return geojson_text.open_text(kept, name, scratch)
    return csv_text.open_text(kept, name, utf8, contract, bounds, scratch)
