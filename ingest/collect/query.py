"""Collects the result of a query as a file of one night, with every column as text."""

import csv
import datetime as dt
import math
import uuid
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingest import contract_files, json_files, paths
from ingest.collect import fetch, landed_name, memory
from ingest.collect.feed_run import FeedRun
from ingest.collect.source import NotCollected, RowSource

NIGHT = "{night}"
Row = list[str | None]
Write = Callable[[list[Row]], None]


def collect(run: FeedRun, database: RowSource) -> list[str]:
    """Run the query of a feed once for a night; return a line that states what came of it.

    A query that does not name the night shows what the database holds now, so it is run for the
    last night only. Raises NotCollected."""
    feed, night = run.feed, run.night.isoformat()
    nights = run.memory.queries.setdefault(str(feed.dataset), {})
    if night in nights:
        return []
    if NIGHT not in str(feed.query) and not run.is_last:
        return [
            f"{feed.label}: not run. It shows what the database holds now, and {night} is past; "
            f"only a query with {NIGHT} is run for a past night"
        ]
    names, batches = database.rows(str(feed.query).replace(NIGHT, night))
    _check_names(database.where, feed.label, names)
    part = memory.folder(run.home) / "parts" / f"{run.prefix}.{feed.dataset}.part"
    part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    rows = _Texts(run, database.where, names)
    if feed.format == "parquet":
        _write_parquet(part, names, rows.read(batches))
    else:
        _write_csv(part, names, rows.read(batches))
    target = landed_name.of_query(run)
    landed = fetch.place(run.home, part, target)
    control = landed_name.of_marker(target, ".control.json")
    claims = {"rows": rows.filled, "sha256": landed.sha256}
    json_files.write(paths.landing(run.home) / control, claims)
    nights[night] = landed.sha256
    run.memory.write()
    return [f"{feed.label}: {rows.filled:,} rows → landing/{target}"]


def _check_names(where: str, label: str, names: Sequence[str]) -> None:
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise NotCollected(
            f"{where}: {label} has the column {twice[0]} twice. Expected each once: name the "
            "columns in the query."
        )


class _Texts:
    """The cells of a result as text; `filled` counts the rows that have a value."""

    def __init__(self, run: FeedRun, where: str, names: Sequence[str]) -> None:
        contract = contract_files.of_source(run.feed.source, run.la_code)[str(run.feed.dataset)]
        self.date_format = contract.date_formats[0]
        self.where, self.label, self.names = where, run.feed.label, names
        self.filled = 0

    def read(self, batches: Iterator[Sequence[Sequence[Any]]]) -> Iterator[list[Row]]:
        for batch in batches:
            rows = [
                [self._text(name, cell) for name, cell in zip(self.names, row, strict=True)]
                for row in batch
            ]
            self.filled += sum(any(cell for cell in row) for row in rows)
            yield rows

    def _text(self, name: str, cell: Any) -> str | None:
        if cell is None or isinstance(cell, str):
            return cell
        if isinstance(cell, bool):
            return str(int(cell))
        if isinstance(cell, int | uuid.UUID):
            return str(cell)
        if isinstance(cell, Decimal):
            return format(cell, "f")
        if isinstance(cell, float):
            return _number(cell)
        if isinstance(cell, dt.datetime) and (cell.time() != dt.time() or cell.tzinfo):
            return cell.isoformat(sep=" ")
        if isinstance(cell, dt.date):
            return cell.strftime(self.date_format)
        if isinstance(cell, dt.time):
            return cell.isoformat()
        raise NotCollected(
            f"{self.where}: {self.label} has values of type {type(cell).__name__} in the column "
            f"{name}. Expected texts, numbers and dates: cast it in the query."
        )


def _number(value: float) -> str:
    """A binary number with the 15 significant digits that it is exact in."""
    if math.isfinite(value) and value == int(value):
        return str(int(value))
    return format(value, ".15g")


def _write_parquet(part: Path, names: Sequence[str], batches: Iterator[list[Row]]) -> None:
    schema = pa.schema([(name, pa.string()) for name in names])
    with pq.ParquetWriter(part, schema) as writer:
        for rows in batches:
            columns = list(zip(*rows, strict=True)) or [()] * len(names)
            arrays = [pa.array(column, pa.string()) for column in columns]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _write_csv(part: Path, names: Sequence[str], batches: Iterator[list[Row]]) -> None:
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for rows in batches:
            writer.writerows(rows)
