"""SQL from a CSV's cells to a contract's typed columns, with what is wrong in each row."""

from dataclasses import dataclass, field

from ingest.contracts import Column, Contract
from ingest.formats.csv_text import Text
from ingest.read import casts
from ingest.read.headers import Headers
from ingest.read.records import Look
from ingest.sql import identifier, literal

LONGEST_RECORD = 1 << 24
READ_AHEAD = 1 << 25
ASIDE = "_aside"


@dataclass
class _Columns:
    """SQL that the contract's columns add up to."""

    values: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    judged: list[str] = field(default_factory=list)  # cells that may hold back their row,
    wrong: list[str] = field(default_factory=list)  # whether one does
    problems: list[str] = field(default_factory=list)  # and why


def select(contract: Contract, text: Text, found: Headers, seen: Look) -> str:
    """Each row: the contract's columns that the file carries, indicators, `row_in_sheet` where the
    text is numbered, and what is kept aside (see `aside`), with `_aside` where there is any."""
    columns = _columns(contract, found)
    outputs = columns.outputs
    if contract.layout == "ees":
        outputs += [f"cell_{place} as {identifier(name)}" for name, place in found.added.items()]
    if text.numbered:
        outputs.append("row_in_sheet")
    # the reasons are put into words for the rows that need them and no other
    return f"""
        with cells as (select {_cells(text, seen)} from {_read_csv(text)}),
        readable as (select *, {", ".join(columns.values)} from cells),
        judged as (select *, {" or ".join(columns.wrong) or "false"} as _wrong from readable),
        shaped as (
            select *, case when _wrong then {casts.shapes(columns.judged)} end as shapes
            from judged
        ),
        told as (
            select {", ".join(outputs)}, _wrong,
                case when _wrong then concat_ws(' | ', {", ".join(columns.problems)}) end
                    as _problems,
                case when _wrong then {_raw_text(contract, text)} end as _raw
            from shaped
        )
        select * exclude (_wrong), {" or ".join(["_wrong", *_odd(contract)])} as {ASIDE} from told
    """


def _columns(contract: Contract, found: Headers) -> _Columns:
    columns = _Columns()
    for name, raw_name in _from_file(contract):
        column, place = contract.columns[name], found.position.get(name)
        cell = "cast(null as varchar)" if place is None else f"cell_{place}"
        done = casts.cast(contract, name, cell)
        columns.values.append(f"cast({done.value} as {done.sql_type}) as {raw_name}")
        columns.outputs.append(raw_name)
        unread = f"({cell} is not null and {raw_name} is null)"
        if column.misfit == "remark":
            columns.outputs.append(f"{unread} as _misfit_{raw_name}")
        else:
            columns.judged.append(cell)
            columns.wrong.append(f"{raw_name} is null" if column.required else unread)
            shape = f"shapes[{len(columns.judged)}]"
            columns.problems.append(
                casts.problem(name, cell, raw_name, done.expected, column.required, shape)
            )
        if column.type == "case_id":
            columns.outputs.append(f"{cell} as _clear_{raw_name}")
    for name, column in contract.columns.items():
        if column.derive == "placement_key":
            named = f"split_part({column.derive_from}, '/', 1)"
            columns.outputs.append(f"person_hash('placement', {named}) as {name}")
            if column.hides:
                columns.outputs.remove(str(column.derive_from))
                columns.outputs.append(_hidden(name, column))
    return columns


def _hidden(key: str, column: Column) -> str:
    """The text with the key in the place of the placement's id, where the id is known by its
    shape; whatever follows the slash stays."""
    text = str(column.derive_from)
    rest = f"substr({text}, length(split_part({text}, '/', 1)) + 1)"
    shaped = f"regexp_full_match({text}, {literal(str(column.hides))})"
    return f"case when {shaped} then {key} || {rest} else {text} end as {text}"


def _from_file(contract: Contract) -> list[tuple[str, str]]:
    """Columns that the file carries and that go on behind the door, with their names there."""
    names = ((name, contract.raw_name(name)) for name in contract.columns)
    return [(name, raw) for name, raw in names if raw and contract.columns[name].from_file]


def _odd(contract: Contract) -> list[str]:
    """Conditions on which a row that is not wrong has something to be kept aside."""
    kept = [name for name in aside(contract) if name not in ("_problems", "_raw")]
    return [n if n.startswith("_misfit") else f"{n} is not null" for n in kept]


def aside(contract: Contract) -> dict[str, str]:
    """Columns, with their types, that no fact has: what is wrong, the record as it came, numbers
    that misfit, identifiers in clear for the authority's own map."""
    columns = {"_problems": "varchar", "_raw": "varchar"}
    for name, raw_name in _from_file(contract):
        if contract.columns[name].misfit == "remark":
            columns[f"_misfit_{raw_name}"] = "boolean"
        if contract.columns[name].type == "case_id":
            columns[f"_clear_{raw_name}"] = "varchar"
    return columns


def _raw_text(contract: Contract, text: Text) -> str:
    """The record as it came, kept for rows that can't be read; never where people are."""
    if contract.personal or contract.layout == "ees":
        return "cast(null as varchar)"
    cells = ", ".join(f"{literal(name)}: cell_{n}" for n, name in enumerate(text.headers))
    return f"cast(to_json({{{cells}}}) as varchar)"


def _cells(text: Text, seen: Look) -> str:
    in_file = len(text.headers) - len(text.constants)
    cells = [f"{_trimmed(f'c{n}', text, seen)} as cell_{n}" for n in range(in_file)]
    cells += [f"{literal(each)} as cell_{n}" for n, each in enumerate(text.constants, in_file)]
    return ", ".join([*cells, "row_in_sheet"] if text.numbered else cells)


def _trimmed(cell: str, text: Text, seen: Look) -> str:
    """`trim` alone takes off spaces of every kind; naming the tab too costs three times as much.
    Both cost more than all casts together, so where only the plain space can stand at either end,
    only cells that have one there are trimmed."""
    if seen.tabs and text.delimiter != "\t":
        return f"nullif(trim({cell}, ' \t\r\n\u00a0'), '')"
    trimmed = f"nullif(trim({cell}), '')"
    if seen.wide_spaces:
        return trimmed
    return f"case when {cell} < '!' or suffix({cell}, ' ') then {trimmed} else {cell} end"


def _read_csv(text: Text) -> str:
    in_file = len(text.headers) - len(text.constants)
    columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(in_file))
    if text.numbered:
        columns += ", 'row_in_sheet': 'BIGINT'"
    return (
        f"read_csv({literal(str(text.path))}, auto_detect = false, header = true, "
        f"delim = {literal(text.delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{columns}}}, store_rejects = true, rejects_limit = 0, "
        f"max_line_size = {LONGEST_RECORD}, buffer_size = {READ_AHEAD})"
    )
