"""One file, read: landed and typed by its contract into a DuckDB file of its own, for gate 1.

In the batch: table `typed` (every record, with what is wrong in its cells), view `batch` (what
gate 1 sees: `row_id`, `_line` and the contract's columns behind the door), `malformed` (records
that are no rows), `duplicates` (row ids of what is said twice), views `posted` and `ref_<column>`
(what is known already).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest import casts, contracts, derived, formats, headers, known, people, records
from ingest import home as at
from ingest.casts import identifier, quoted
from ingest.contracts import Contract
from ingest.csvtext import Text
from ingest.errors import FileRejected, HouseAtFault
from ingest.headers import Headers
from ingest.home import Arrival

ROW = "row_id"
QUOTES = "the quotation marks of the record don't pair"
MALFORMED = {
    "MISSING COLUMNS": "the record has fewer cells than the header",
    "TOO MANY COLUMNS": "the record has more cells than the header",
    "UNQUOTED VALUE": QUOTES,
    "LINE SIZE OVER MAXIMUM": "the record is longer than 16 MiB",
    "INVALID ENCODING": "the record holds bytes that are no text",
}


@dataclass
class Batch:
    """A file between the door and gate 1. `facts` tells the gate what the contract says and what
    is known already; `findings` are remarks for the receipt."""

    arrival: Arrival
    contract: Contract
    path: Path
    connection: duckdb.DuckDBPyConnection
    indicators: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """The contract's columns behind the door, in the contract's order."""
        names = (self.contract.raw_name(name) for name in self.contract.columns)
        return [name for name in names if name is not None]

    def count(self, sql: str) -> int:
        row = self.connection.execute(f"select count(*) from {sql}").fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Let go of the file, so that the gate may open it; `reopen` takes it back."""
        self.connection.close()

    def reopen(self) -> None:
        self.connection = _connect(self.path)


@contextmanager
def read(home: Path, arrival: Arrival) -> Iterator[Batch]:
    """Read one arrival; the batch's file is deleted when the block ends, whatever happens.

    Raises FileRejected where the file can't be read as its contract says.
    """
    if arrival["problem"]:
        raise FileRejected(arrival["problem"])
    contract = contracts.of_source(arrival["source"], arrival["la_code"])[arrival["dataset"]]
    path = at.batch_file(home, arrival["load_id"])
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _discard(path)
    batch = Batch(arrival, contract, path, _connect(path))
    try:
        _fill(home, batch)
        yield batch
    finally:
        batch.close()
        _discard(path)


def _fill(home: Path, batch: Batch) -> None:
    arrival, contract = batch.arrival, batch.contract
    name = f"landing/{arrival['file_path']}"
    kept = at.kept_bytes(home, arrival["sha256"])
    scratch = batch.path.with_suffix(".txt")
    text = formats.open_text(kept, name, arrival["utf8"], contract, scratch)
    found = headers.match(contract, name, text.headers)
    if contract.layout == "ees":
        _needs_indicators(contract, arrival, name, found)
        batch.indicators = list(found.added)
    elif found.added:
        new = ", ".join(headers.told(contract, found.added).values())
        batch.findings.append(f"new columns, not loaded: {new}")
    if contract.personal:
        people.define_hash(batch.connection, arrival["la_code"])
    _land(batch, text, found, name)
    known.describe(home, batch)


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path))


def _discard(path: Path) -> None:
    for leftover in path.parent.glob(f"{path.stem}.*"):
        leftover.unlink(missing_ok=True)


def _needs_indicators(contract: Contract, arrival: Arrival, name: str, found: Headers) -> None:
    needed = contract.files[arrival["release_file"]].requires
    gone = [indicator for indicator in needed if indicator not in found.added]
    if gone:
        raise FileRejected(
            f"{name} lacks the indicators {', '.join(gone)}. Found: {', '.join(found.added)}. "
            "Where DfE renamed one, say so in the contract and in the seed dfe_measures.csv."
        )


def _land(batch: Batch, text: Text, found: Headers, name: str) -> None:
    """CSV to typed table in one pass. Records that are no rows go to `malformed`."""
    connection, seen = batch.connection, records.look(text, name)
    tabs = seen.tabs and text.delimiter != "\t"
    try:
        connection.execute(_typed_sql(batch.contract, text, found, tabs))
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        kind = str(error).partition(":")[0]
        raise HouseAtFault(
            f"{name} can't be read for want of disk or memory ({kind}). Make room and run again."
        ) from None
    except duckdb.Error as error:
        kind = str(error).partition(":")[0]  # what follows the colon may quote a row
        raise FileRejected(f"{name} can't be read as CSV ({kind}). Send it again.") from None
    connection.execute(
        "create table malformed as select line, any_value(csv_line) as raw_text, "
        "min(line_byte_position) as starts, "
        f"list_sort(list(distinct {_malformed_reason()})) as reasons "
        "from reject_errors group by line order by line"
    )
    swallowed = connection.execute(
        "select min(line) from malformed where contains(rtrim(raw_text, chr(10)), chr(10)) "
        f"and list_contains(reasons, {quoted(QUOTES)})"
    ).fetchone()
    if swallowed and swallowed[0] is not None:
        raise FileRejected(
            f"{name} opens a quotation mark in record {swallowed[0]} and never closes it, so what "
            "follows can't be told apart. Expected balanced quotes; send the file again."
        )
    if not text.numbered:
        records.number(connection, text.path)
        read = batch.count("typed") + batch.count("malformed")
        records.none_inside_cells(text, seen, read, name)
    _define_views(batch, text.numbered)
    _say_misfits(batch)
    if not batch.contract.may_be_empty and batch.count("typed") + batch.count("malformed") == 0:
        raise FileRejected(
            f"{name} has a header but no rows. Expected at least one; send it again."
        )


def _malformed_reason() -> str:
    whens = " ".join(f"when {quoted(k)} then {quoted(v)}" for k, v in MALFORMED.items())
    return f"case cast(error_type as varchar) {whens} else lower(cast(error_type as varchar)) end"


def _typed_sql(contract: Contract, text: Text, found: Headers, tabs: bool) -> str:
    values, outputs, problems = [], [], []
    for column_name, column in contract.columns.items():
        raw_name = contract.raw_name(column_name)
        if raw_name is None or not column.from_file:
            continue
        place = found.position.get(column_name)
        cell = "cast(null as varchar)" if place is None else f"cell_{place}"
        done = casts.cast(contract, column_name, cell)
        values.append(f"cast({done.value} as {done.sql_type}) as {raw_name}")
        outputs.append(raw_name)
        if column.misfit == "remark":
            outputs.append(f"{cell} is not null and {raw_name} is null as _misfit_{raw_name}")
        else:
            said = casts.problem(column_name, cell, raw_name, done.expected, column.required)
            problems.append(said)
        if column.type == "case_id":
            outputs.append(f"{cell} as _clear_{raw_name}")
    outputs += [
        f"cell_{place} as {identifier(name)}"
        for name, place in (found.added.items() if contract.layout == "ees" else ())
    ]
    if text.numbered:
        outputs.append("row_in_sheet")
    raw = _raw_text(contract, text)
    return f"""
        create table typed as
        with cells as (select {_cells(text, tabs)} from {_read_csv(text)}),
        readable as (select *, {", ".join(values)} from cells),
        judged as (
            select *, nullif(concat_ws(' | ', {", ".join(problems)}), '') as _problems
            from readable
        )
        select {", ".join(outputs)}, _problems,
            case when _problems is not null then {raw} end as _raw
        from judged
    """


def _raw_text(contract: Contract, text: Text) -> str:
    """The record as it came, kept for rows that can't be read; never where people are."""
    if contract.personal or contract.layout == "ees":
        return "cast(null as varchar)"
    cells = ", ".join(f"{quoted(name)}: cell_{n}" for n, name in enumerate(text.headers))
    return f"cast(to_json({{{cells}}}) as varchar)"


def _cells(text: Text, tabs: bool) -> str:
    """`trim` alone takes off spaces of every kind; naming the tab too costs three times as much."""
    gaps = ", ' \t\r\n\u00a0'" if tabs else ""
    in_file = len(text.headers) - len(text.constants)
    cells = [f"nullif(trim(c{n}{gaps}), '') as cell_{n}" for n in range(in_file)]
    cells += [f"{quoted(each)} as cell_{n}" for n, each in enumerate(text.constants, in_file)]
    return ", ".join([*cells, "row_in_sheet"] if text.numbered else cells)


def _read_csv(text: Text) -> str:
    in_file = len(text.headers) - len(text.constants)
    columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(in_file))
    if text.numbered:
        columns += ", 'row_in_sheet': 'BIGINT'"
    return (
        f"read_csv({quoted(str(text.path))}, auto_detect = false, header = true, "
        f"delim = {quoted(text.delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{columns}}}, store_rejects = true, rejects_limit = 0, "
        "max_line_size = 16777216)"
    )


def _define_views(batch: Batch, numbered: bool) -> None:
    """`numbered` gives every row its line: its row in the sheet, or its record's place in the
    file, the header being 1."""
    contract, connection = batch.contract, batch.connection
    line = "row_in_sheet" if numbered else "typed.rowid + 2"
    if batch.count("malformed"):
        connection.execute(
            "create table before_malformed as select "
            "line - 1 - row_number() over (order by line) as rows_before from malformed"
        )
        line += " + (select count(*) from before_malformed where rows_before <= typed.rowid)"
    made = [
        f"{derived.column(contract, name, batch.arrival)} as {contract.raw_name(name)}"
        for name, column in contract.columns.items()
        if not column.from_file
    ]
    extra = "".join(f", {each}" for each in made)
    connection.execute(
        f"create view numbered as select *{extra} from "
        f"(select rowid as {ROW}, {line} as _line, * from typed)"
    )
    _find_duplicates(batch)
    listed = ", ".join([*batch.columns, *map(identifier, batch.indicators)])
    connection.execute(
        f"create view batch as select {ROW}, _line, {listed} from numbered "
        f"where {ROW} not in (from duplicates)"
    )


def _say_misfits(batch: Batch) -> None:
    """Numbers that are none, in columns where the contract would rather keep the row."""
    for name, column in batch.contract.columns.items():
        if column.misfit == "remark":
            lost = batch.count(f"numbered where _misfit_{batch.contract.raw_name(name)}")
            if lost:
                batch.findings.append(
                    f"{name}: not of the pattern {column.pattern}: {lost} row(s), kept without it"
                )


def _find_duplicates(batch: Batch) -> None:
    """A row that says word for word what an earlier row of the file says is a duplicate; a row
    with the same key and other content is not, and is left to the gate."""
    names = [batch.contract.raw_name(name) for name in batch.contract.key]
    key = ", ".join(map(str, names))
    same = " and ".join(f"numbered.{name} is not distinct from repeated.{name}" for name in names)
    everything = ", ".join([*batch.columns, *map(identifier, batch.indicators), "_problems"])
    batch.connection.execute(
        f"create table duplicates as with repeated as (select {key} from numbered "
        f"group by {key} having count(*) > 1) select {ROW} from numbered "
        f"semi join repeated on {same} "
        f"qualify row_number() over (partition by {everything} order by {ROW}) > 1"
    )
