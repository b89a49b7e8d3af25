"""What remains of a file when the rows of erased people are taken out: its other records, letter
for letter, as UTF-8."""

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import duckdb

from ingest import paths
from ingest.arrival import Arrival, Redaction
from ingest.contract import Contract
from ingest.deletion import row_owner
from ingest.deletion.erasure_list import ErasureList
from ingest.errors import FileRejected
from ingest.formats import as_text
from ingest.formats.csv_text import DELIMITERS, Text
from ingest.read import casts, headers

SEPARATORS = str.maketrans(dict.fromkeys((*DELIMITERS, '"', "'"), " "))


@dataclass
class _Taken:
    """What was taken out: how many records, and the cells of their amounts; and how many texts
    were emptied in records that stay."""

    rows: int = 0
    emptied: int = 0
    amounts: dict[str, list[str]] = field(default_factory=dict)


class _Lines:
    """The lines of a file, each remembered until its record is read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.taken.append(next(self._stream))
        return self.taken[-1]


def redact(home: Path, arrival: Arrival, erased: ErasureList) -> Redaction | None:
    """Write a redacted copy of an arrival's text, without the rows of erased people. The list
    learns which other keys are theirs. Return None where no row is theirs.

    Raises FileRejected where the stored bytes can't be read as text.
    """
    contract = arrival.contract
    folder = paths.redacted_copies(home)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = folder / f".{arrival.load_id}.{os.getpid()}.txt"
    target = scratch.with_suffix(".part")
    try:
        text = as_text.text_of(home, arrival, contract, scratch)
        where = _where(contract, arrival, text)
        taken = _without_theirs(text, contract, where, erased, target)
        if not taken.rows and not taken.emptied:
            return None
        return _keep(home, arrival, contract, text, taken, target)
    finally:
        for leftover in folder.glob(f"{scratch.stem}.*"):
            leftover.unlink()


def _where(contract: Contract, arrival: Arrival, text: Text) -> row_owner.Identifiers | None:
    """None where the headers aren't understood: then a record can't be read, only searched."""
    try:
        found = headers.match(contract, arrival.file_path, text.headers)
    except FileRejected:
        return None
    return row_owner.identifiers(contract, found, arrival)


def _without_theirs(
    text: Text,
    contract: Contract,
    where: row_owner.Identifiers | None,
    erased: ErasureList,
    target: Path,
) -> _Taken:
    """Where something new is learnt, read once more: what is theirs may have been said to be
    another's in a row above."""
    if where is None:
        return _copy(text, contract, None, erased, target)
    reader = row_owner.Reader(where, erased)
    taken = _copy(text, contract, reader, erased, target)
    if reader.has_learnt():
        taken = _copy(text, contract, reader, erased, target)
    erased.learn(reader.of_erased, reader.of_others)
    return taken


def _copy(
    text: Text,
    contract: Contract,
    reader: row_owner.Reader | None,
    erased: ErasureList,
    target: Path,
) -> _Taken:
    taken = _Taken()
    spaces = row_owner.namespaces(contract)
    width = len(text.headers) - len(text.constants) + text.numbered
    amounts = _amounts(contract, text)
    with (
        text.path.open(encoding="utf-8-sig", newline="") as came,
        target.open("w", encoding="utf-8", newline="") as stays,
    ):
        for place, (lines, cells) in enumerate(_records(came, text.delimiter)):
            if place == 0 or cells == []:
                stays.writelines(lines)
            elif reader and cells and len(cells) == width:
                if not reader.is_erased(cells):
                    mentioned = reader.mentioned(cells)
                    taken.emptied += len(mentioned)
                    stays.writelines(
                        _emptied(mentioned, cells, lines, text) if mentioned else lines
                    )
                    continue
                taken.rows += 1
                for name, column in amounts.items():
                    taken.amounts.setdefault(name, []).append(cells[column].strip())
            else:
                left = [line for line in lines if not _names_one(line, text, spaces, erased)]
                taken.rows += len(lines) - len(left)
                stays.writelines(left)
    return taken


def _emptied(places: list[int], cells: list[str], lines: list[str], text: Text) -> list[str]:
    """The record with these cells emptied and its own line's end; its money stays."""
    written = io.StringIO()
    left = ["" if place in places else cell for place, cell in enumerate(cells)]
    csv.writer(written, delimiter=text.delimiter, lineterminator="").writerow(left)
    return [written.getvalue() + lines[-1][len(lines[-1].rstrip("\r\n")) :]]


def _records(came: TextIO, delimiter: str) -> Iterator[tuple[list[str], list[str] | None]]:
    """Each record's own lines with its cells; none where it is malformed."""
    lines = _Lines(came)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        yield lines.taken, cells
        lines.taken = []


def _names_one(line: str, text: Text, spaces: Iterable[str], erased: ErasureList) -> bool:
    """Whether any cell or word of a malformed record is an identifier on the list."""
    cells = {cell.strip(" \"'\t\r\n") for cell in line.split(text.delimiter)}
    words = cells | set(line.translate(SEPARATORS).split())
    words |= {word.partition("/")[0] for word in words}  # a placement's id before its month
    return any(erased.holds(space, word) for word in words if word for space in spaces)


def _amounts(contract: Contract, text: Text) -> dict[str, int]:
    try:
        found = headers.match(contract, "", text.headers)
    except FileRejected:
        return {}
    return {n: found.position[n] for n in contract.money_columns if n in found.position}


def _keep(
    home: Path, arrival: Arrival, contract: Contract, text: Text, taken: _Taken, written: Path
) -> Redaction:
    """Give what remains its name; what an earlier erasure took out of the file counts on."""
    before = arrival.redaction
    with written.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    written.chmod(0o400)
    os.replace(written, paths.redacted_copy(home, arrival.load_id, sha256))
    totals_before = before.totals_erased if before else {}
    return Redaction(
        sha256=sha256,
        delimiter=text.delimiter,
        headers=tuple(text.headers),
        constants=text.constants,
        numbered=text.numbered,
        rows_erased=arrival.rows_erased + taken.rows,
        references_emptied=(before.references_emptied if before else 0) + taken.emptied,
        totals_erased={
            name: _sum(contract, name, taken.amounts.get(name, []), totals_before)
            for name in contract.money_columns
        },
    )


def _sum(contract: Contract, name: str, cells: list[str], before: dict[str, str]) -> str:
    """Pounds that were taken out, read as the contract reads them."""
    amount = casts.cast(contract, name, "cell").value
    with duckdb.connect() as connection:
        found = connection.execute(
            f"select cast(cast(? as decimal(18, 2)) + coalesce(sum({amount}), 0) as varchar) "
            "from (select unnest(?::varchar[]) as cell)",
            [before.get(name, "0"), cells],
        ).fetchone()
    return str(found[0]) if found else "0.00"
