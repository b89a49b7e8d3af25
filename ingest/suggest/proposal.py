"""Reads a file and collects what an overlay for it would contain."""

import csv
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePosixPath

import duckdb

from ingest import filenames
from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.formats import as_text, header_rows, header_search, line_ends
from ingest.formats.csv_text import Text
from ingest.read import cells, text_scan
from ingest.read.headers import matching, thousands_points
from ingest.read.headers.matching import Headers
from ingest.suggest import (
    columns,
    file_name,
    footers,
    new_headers,
    own_overlay,
    side_by_side,
    signs,
)
from ingest.suggest.code_words import WITHOUT
from ingest.suggest.columns import Match
from ingest.suggest.new_headers import NewHeaders
from ingest.suggest.signs import Sign
from ingest.suggest.values import Cells, Codes
from send_home import location
from settings import bounds

LONGEST_HEADER = 60
NO_VALUE = ("NULL", "(null)", "<null>", "\\N")  # what databases write for an empty cell


@dataclass
class Proposal:
    """What a file shows about its layout. `own` is the contract with the overlay that the authority
    has, if it has one, and `other_keys` those of its keys that a proposal never has. `missing` are
    columns without a header. `unreadable` counts the cells of a column that can't be read. `empty`
    counts its empty cells, where the marts leave out a row with an empty cell."""

    contract: Contract
    own: Contract | None
    la_code: str
    file_name: str
    is_utf8: bool
    delimiter: str
    rows: int
    file_pattern: str | None
    is_recognised: bool
    matches: list[Match]
    new_headers: NewHeaders
    missing: list[str]
    date_formats: tuple[str, ...] = ()
    other_keys: tuple[str, ...] = ()
    dates_are_ambiguous: bool = False
    ignored_rows: tuple[str, ...] = ()
    null_values: tuple[str, ...] = ()
    float_noise: bool = False
    decimal_comma: bool = False
    thousands_are_doubtful: bool = False
    sign: Sign | None = None
    single_year: str | None = None  # which of its two years a year alone names, by posting dates
    made_of: side_by_side.Made = field(default_factory=dict)
    codes: dict[str, Codes] = field(default_factory=dict)
    unreadable: dict[str, int] = field(default_factory=dict)
    empty: dict[str, int] = field(default_factory=dict)


def propose(file: Path, la_code: str, contract: Contract, own: Contract | None = None) -> Proposal:
    """Read a file and compare it with the dataset's contract. `own` is the contract with the
    overlay that the authority has.

    Raises FileRejected where it can't be read at all, or holds no header of the dataset."""
    if file.suffix.lower() == ".zip":
        raise FileRejected(
            f"{file.name} is an archive, which a night unpacks. Unpack it and give one of its "
            "files."
        )
    utf8 = _is_utf8(file)
    with _scratch() as scratch:
        limits = bounds.read(location.home())
        of_table = {each: getattr(own, each) for each in own_overlay.OF_TABLE} if own else {}
        contract = contract.model_copy(update=of_table)
        likely = columns.with_likely_headers(contract)
        text = as_text.open_text(file, file.name, utf8, likely, limits, scratch)
        if len(columns.match(contract, text.headers)) < header_search.FEWEST_KNOWN:
            likely = columns.with_likely_headers(contract, _first_cells(text))
            text = as_text.open_text(file, file.name, utf8, likely, limits, scratch)
        matches, made_of = side_by_side.find(contract, text.headers, own)
        matches = signs.without_pair(contract, matches, text.headers)
        if len(matches) < 2:
            raise FileRejected(
                f"{file.name} has no row with two headers like those of {contract.dataset} "
                f"({', '.join(contract.columns)}).{_first_row(contract, text, matches)} Is it the "
                "right dataset? If so, name its headers in an overlay "
                "(docs/connect-your-source.md), and try it with send contract check."
            )
        with duckdb.connect(config={"memory_limit": f"{limits.memory_mb}MiB"}) as connection:
            _load(connection, text, file.name, scratch)
            found = Cells(connection, contract)
            proposal = _collect(found, own, text, matches, file, utf8, la_code)
            added = proposal.new_headers
            added = replace(added, ignored=side_by_side.unused(added.ignored, made_of))
            return replace(proposal, made_of=made_of, new_headers=added)


def _first_cells(text: Text) -> list[str]:
    """The cells of the first rows, by whichever delimiter; the headers can be among them."""
    with text.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        lines = list(islice(stream, header_search.MAX_TITLE_ROWS + 1))
    rows = (row for mark in header_rows.DELIMITERS for row in csv.reader(lines, delimiter=mark))
    return [cell.strip() for row in rows for cell in row if 0 < len(cell.strip()) <= LONGEST_HEADER]


def _first_row(contract: Contract, text: Text, matches: list[Match]) -> str:
    """What stands where the headers were expected, unless it may be a person's row."""
    if contract.personal and not matches:
        return ""
    cells = {header: n for n, header in enumerate(text.headers) if header.strip()}
    return f" Its first row holds: {matching.listed(contract, cells)}."


def _collect(
    found: Cells,
    own: Contract | None,
    text: Text,
    matches: list[Match],
    file: Path,
    utf8: bool,
    la_code: str,
) -> Proposal:
    contract = found.contract
    positions = {each.column: each.places[0] for each in matches}
    taken = {place for each in matches for place in each.places}
    unmatched = columns.without_column(text.headers, taken)
    null_values = found.empty_words((*NO_VALUE, *(own.null_values if own else ())))
    sign = _sign(found, positions, unmatched)
    added = new_headers.find(found, positions, unmatched, text)
    ignored_rows = _remove_footers(found, positions, text)
    rows = found.rows()
    side_by_side.spread(found, matches)
    file_pattern, is_recognised = _name_of_file(file, la_code, contract, own)
    proposal = Proposal(
        contract=contract,
        own=own,
        other_keys=own_overlay.other_keys(contract, own, matches) if own else (),
        la_code=la_code,
        file_name=file.name,
        is_utf8=utf8,
        delimiter=text.delimiter,
        rows=rows,
        file_pattern=file_pattern,
        is_recognised=is_recognised,
        matches=matches,
        new_headers=added,
        missing=_missing(contract, positions, sign),
        ignored_rows=ignored_rows,
        null_values=null_values,
        sign=sign,
    )
    _read_values(found, proposal, {each.column: each.position for each in matches})
    doubtful = thousands_points.doubtful_column(contract, Headers(positions, unmatched), text)
    proposal.thousands_are_doubtful = doubtful is not None
    return proposal


def _sign(found: Cells, positions: dict[str, int], unmatched: dict[str, int]) -> Sign | None:
    """How an amount without a sign gets one; its headers are no longer unmatched."""
    amounts = [positions[each] for each in found.contract.money_columns if each in positions]
    amount = amounts[0] if amounts else None
    sign = signs.find(found, found.contract, unmatched, amount)
    for header in sign.headers if sign else ():
        del unmatched[header]
    return sign


def _remove_footers(found: Cells, positions: dict[str, int], text: Text) -> tuple[str, ...]:
    """Remove the totals and footers from the cells; return their patterns."""
    patterns = {*footers.remove(found, positions, len(text.headers)), *footers.alone(text)}
    return tuple(each for each in footers.FOOTERS if each in patterns)


def _name_of_file(
    file: Path, la_code: str, contract: Contract, own: Contract | None
) -> tuple[str | None, bool]:
    """The pattern of the file's name, and whether the name needs none. A pattern of the authority's
    overlay that recognises the name is proposed again."""
    identity = filenames.identify(PurePosixPath(la_code, contract.source, file.name))
    is_recognised = identity.problem is None and identity.dataset == contract.dataset
    own_pattern = own.file_pattern if own and is_recognised else None
    pattern = own_pattern or file_name.pattern(file.name)
    return pattern, is_recognised and own_pattern is None


def _missing(contract: Contract, positions: dict[str, int], sign: Sign | None) -> list[str]:
    """The columns of which the file has no header."""
    return [
        name
        for name, column in contract.columns.items()
        if column.from_file and name not in positions and not (sign and name == sign.column)
    ]


def _read_values(found: Cells, proposal: Proposal, positions: dict[str, int]) -> None:
    contract = found.contract
    kinds = {name: contract.columns[name].type for name in positions}
    dates = [positions[name] for name, kind in kinds.items() if kind == "date"]
    proposal.date_formats = found.date_formats(dates)
    if proposal.date_formats:
        proposal.dates_are_ambiguous = found.is_ambiguous(dates, proposal.date_formats)
        by_format = contract.model_copy(update={"date_formats": proposal.date_formats})
        found = Cells(found.connection, by_format)
    for name, kind in kinds.items():
        position = positions[name]
        if name in WITHOUT:
            proposal.empty[name] = found.empty(position)
        if kind in ("code", "flag") or contract.columns[name].capitals:
            proposal.codes[name] = found.unknown_codes(contract.columns[name], position)
        elif kind != "personal_text":
            proposal.unreadable[name] = found.unreadable(name, position)
        if kind == "integer":
            words = found.unknown_codes(contract.columns[name], position)
            proposal.codes[name] = words
            proposal.unreadable[name] -= words.rows
    if {"financial_year", "posting_date"} <= positions.keys():
        proposal.single_year = found.single_year(
            positions["financial_year"], positions["posting_date"]
        )
    proposal.decimal_comma = _helps("decimal_comma", found, proposal, positions)
    proposal.float_noise = _helps("float_noise", found, proposal, positions)


def _helps(key: str, found: Cells, proposal: Proposal, positions: dict[str, int]) -> bool:
    """Whether more amounts can be read with a key of the contract that is true or false; then the
    proposal counts what is still unreadable."""
    amounts = [name for name in found.contract.money_columns if proposal.unreadable.get(name)]
    if not amounts or getattr(found.contract, key):
        return False
    other = Cells(found.connection, found.contract.model_copy(update={key: True}))
    left = {name: other.unreadable(name, positions[name]) for name in amounts}
    if sum(left.values()) >= sum(proposal.unreadable[name] for name in amounts):
        return False
    proposal.unreadable |= left
    return True


def _load(connection: duckdb.DuckDBPyConnection, text: Text, name: str, scratch: Path) -> None:
    # only whether an identifier has its pattern counts here
    connection.execute("create temp macro person_hash(namespace, value) as value")
    scan = text_scan.scan(text, name)
    if scan.has_mixed_line_ends or scan.has_inner_order_marks:
        text = line_ends.normalised(text, scratch.with_suffix(".lines"))
    try:
        kind = cells.left_out(text)  # headers on each page, drawn lines, empty records
        read = cells.select(text, scan, ())
        connection.execute(f"create table cells as from ({read}) where ({kind}) is null")
    except duckdb.Error as error:
        kind = str(error).partition(":")[0]  # the text after the colon may quote a row
        raise FileRejected(f"{name} can't be read as CSV ({kind}). Export it again.") from None


@contextmanager
def _scratch() -> Iterator[Path]:
    """A path in a folder that only this user can read, and that is deleted."""
    folder = Path(tempfile.mkdtemp(prefix="send-suggest-"))
    try:
        yield folder / "text.csv"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_utf8(file: Path) -> bool:
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True
