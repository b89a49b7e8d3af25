"""Redaction: a copy of a file without the rows of erased people. Every other record is copied
character by character, as UTF-8."""

import csv
import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import duckdb

from ingest import paths
from ingest.arrival import Arrival, Redaction
from ingest.contract import Contract
from ingest.deletion import row_owner
from ingest.deletion.erasure_list import ErasureList
from ingest.deletion.row_owner import IdentifierColumns, RowOwners
from ingest.errors import FileRejected
from ingest.formats import as_text
from ingest.formats.csv_text import Text
from ingest.formats.header_rows import DELIMITERS
from ingest.read.headers import matching
from ingest.read.values import casts
from send_home import temporary
from settings import bounds

SEPARATORS = str.maketrans(dict.fromkeys((*DELIMITERS, '"', "'"), " "))


@dataclass
class _Removed:
    """What a copy leaves out: the number of records, the cells of their amounts by their names in
    `Contract.headers`, and the number of references emptied in records that stay."""

    rows: int = 0
    references: int = 0
    amounts: dict[str, list[str]] = field(default_factory=dict)


def redact(home: Path, arrival: Arrival, erased: ErasureList) -> Redaction | None:
    """Write a redacted copy of an arrival, and add the further keys of erased people that it shows
    to the erasure list. Return None where no row or reference is to be removed.

    Raises FileRejected where the stored bytes can't be read as text.
    """
    contract = arrival.contract
    folder = paths.redacted_copies(home)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = temporary.file(folder / f"{arrival.load_id}.txt")
    target = scratch.with_suffix(".part")
    try:
        text = as_text.text_of(home, arrival, contract, bounds.read(home), scratch)
        columns = _identifier_columns(contract, arrival, text)
        removed = _write(text, contract, columns, erased, target)
        if not removed.rows and not removed.references:
            return None
        return _store(home, arrival, text, removed, target)
    finally:
        for leftover in scratch.parent.glob(f"{scratch.stem}.*"):
            leftover.unlink()


def _identifier_columns(
    contract: Contract, arrival: Arrival, text: Text
) -> IdentifierColumns | None:
    """None where the headers are unknown: then each line is searched for identifiers."""
    try:
        found = matching.match(contract, arrival.file_path, text.headers)
    except FileRejected:
        return None
    return row_owner.identifier_columns(contract, found, arrival)


def _write(
    text: Text,
    contract: Contract,
    columns: IdentifierColumns | None,
    erased: ErasureList,
    target: Path,
) -> _Removed:
    """Write the copy and update the erasure list. Where the file shows new keys, it is read a
    second time: a row above may give the same key to another person."""
    if columns is None:
        return _Copy(text, contract, None, erased).write(target)
    owners = RowOwners(columns, erased)
    removed = _Copy(text, contract, owners, erased).write(target)
    if owners.has_new_keys:
        removed = _Copy(text, contract, owners, erased).write(target)
    erased.update_keys(owners.of_erased, owners.of_others)
    return removed


class _Copy:
    """One pass over a file that writes its redacted copy. Without `owners`, each line is searched
    for identifiers."""

    def __init__(
        self, text: Text, contract: Contract, owners: RowOwners | None, erased: ErasureList
    ) -> None:
        self._text = text
        self._owners = owners
        self._erased = erased
        self._namespaces = row_owner.namespaces(contract)
        self._amounts = _amounts(contract, text)
        self._width = len(text.headers) - len(text.constants) + text.numbered
        self._removed = _Removed()

    def write(self, target: Path) -> _Removed:
        with (
            self._text.path.open(encoding="utf-8-sig", newline="") as source,
            target.open("w", encoding="utf-8", newline="") as copy,
        ):
            for number, (lines, cells) in enumerate(_records(source, self._text.delimiter)):
                is_header_or_blank = number == 0 or cells == []
                copy.writelines(lines if is_header_or_blank else self._redacted(lines, cells))
        return self._removed

    def _redacted(self, lines: list[str], cells: list[str] | None) -> list[str]:
        """The lines of a record that stay. Those of a malformed record are searched one by one."""
        if self._owners is None or cells is None or len(cells) != self._width:
            kept = [line for line in lines if not self._names_erased_person(line)]
            self._removed.rows += len(lines) - len(kept)
            return kept
        if self._owners.is_erased(cells):
            self._removed.rows += 1
            for name, position in self._amounts.items():
                self._removed.amounts.setdefault(name, []).append(cells[position].strip())
            return []
        references = self._owners.references_of_erased(cells)
        self._removed.references += len(references)
        return self._emptied(references, cells, lines) if references else lines

    def _emptied(self, positions: list[int], cells: list[str], lines: list[str]) -> list[str]:
        """The record with some cells emptied; its line end stays as it is."""
        written = io.StringIO()
        row = ["" if position in positions else cell for position, cell in enumerate(cells)]
        csv.writer(written, delimiter=self._text.delimiter, lineterminator="").writerow(row)
        return [written.getvalue() + lines[-1][len(lines[-1].rstrip("\r\n")) :]]

    def _names_erased_person(self, line: str) -> bool:
        """Whether a cell or word of a line is an identifier on the erasure list."""
        cells = {cell.strip(" \"'\t\r\n") for cell in line.split(self._text.delimiter)}
        words = cells | set(line.translate(SEPARATORS).split())
        words |= {word.partition("/")[0] for word in words}  # a placement's id before its month
        return any(
            self._erased.holds(namespace, word)
            for word in words
            if word
            for namespace in self._namespaces
        )


class _Lines:
    """The lines of a file; `of_record` are those that were read since it was last emptied."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.of_record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.of_record.append(next(self._stream))
        return self.of_record[-1]


def _records(source: TextIO, delimiter: str) -> Iterator[tuple[list[str], list[str] | None]]:
    """Yield the lines of each record with its cells; None where the record is malformed."""
    lines = _Lines(source)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        yield lines.of_record, cells
        lines.of_record = []


def _amounts(contract: Contract, text: Text) -> dict[str, int]:
    """The positions of the cells of amounts; none where the headers are unknown."""
    try:
        found = matching.match(contract, "", text.headers)
    except FileRejected:
        return {}
    cells = [cell for name in contract.money_columns for cell in contract.cells_of(name)]
    return {cell: found.position[cell] for cell in cells if cell in found.position}


def _store(home: Path, arrival: Arrival, text: Text, removed: _Removed, written: Path) -> Redaction:
    """Name the copy by its hash. The counts include what earlier erasures removed of the file."""
    before = arrival.redaction
    with written.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    written.chmod(0o400)
    os.replace(written, paths.redacted_copy(home, arrival.load_id, sha256))
    contract, totals_before = arrival.contract, before.totals_erased if before else {}
    return Redaction(
        sha256=sha256,
        delimiter=text.delimiter,
        headers=tuple(text.headers),
        constants=text.constants,
        numbered=text.numbered,
        title_rows=text.title_rows,
        rows_erased=arrival.rows_erased + removed.rows,
        references_emptied=(before.references_emptied if before else 0) + removed.references,
        totals_erased={
            name: _sum(contract, name, removed.amounts, totals_before.get(name, "0"))
            for name in contract.money_columns
        },
    )


def _sum(contract: Contract, name: str, removed: dict[str, list[str]], before: str) -> str:
    """The pounds removed before and in some cells, which are read by the contract. Each cell side
    by side is an amount of its own."""
    cells = contract.cells_of(name)
    if not contract.columns[name].side_by_side:
        return _added(contract, name, {part: removed.get(part) for part in cells}, before)
    for cell in cells:
        before = _added(contract, name, {name: removed.get(cell)}, before)
    return before


def _added(contract: Contract, name: str, parts: dict[str, list[str] | None], before: str) -> str:
    read = {part: f"cell_{n}" if cells else "null" for n, (part, cells) in enumerate(parts.items())}
    given = [(read[part], cells) for part, cells in parts.items() if cells]
    if not given:
        return before
    _, cast = casts.cast_amount(contract, name, read)
    listed = ", ".join(f"nullif(unnest(?::varchar[]), '') as {cell}" for cell, _ in given)
    with duckdb.connect() as connection:
        found = connection.execute(
            "select cast(cast(? as decimal(18, 2)) + coalesce(sum(pounds), 0) as varchar) "
            f"from (select {cast.value} as pounds from (select {listed}))",
            [before, *(cells for _, cells in given)],
        ).fetchone()
    return str(found[0]) if found else "0.00"
