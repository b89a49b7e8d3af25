"""SQL from a CSV's cells to a contract's typed columns, with what is wrong in each row."""

from ingest import casts
from ingest.casts import identifier, quoted
from ingest.contracts import Contract
from ingest.csvtext import Text
from ingest.headers import Headers
from ingest.records import Look

LONGEST_RECORD = 1 << 24
READ_AHEAD = 1 << 25
ASIDE = "_aside"


def select(contract: Contract, text: Text, found: Headers, seen: Look) -> str:
    """Each row: the contract's columns that the file carries, indicators, `row_in_sheet` where the
    text is numbered, and what is kept aside (see `aside`), with `_aside` where there is any."""
    values, outputs, wrong, problems, judged = [], [], [], [], []
    for column_name, column in contract.columns.items():
        raw_name = contract.raw_name(column_name)
        if raw_name is None or not column.from_file:
            continue
        place = found.position.get(column_name)
        cell = "cast(null as varchar)" if place is None else f"cell_{place}"
        done = casts.cast(contract, column_name, cell)
        values.append(f"cast({done.value} as {done.sql_type}) as {raw_name}")
        outputs.append(raw_name)
        unread = f"{cell} is not null and {raw_name} is null"
        if column.misfit == "remark":
            outputs.append(f"{unread} as _misfit_{raw_name}")
        else:
            wrong.append(f"{raw_name} is null" if column.required else f"({unread})")
            judged.append(cell)
            told = (cell, raw_name, done.expected, column.required, f"shapes[{len(judged)}]")
            problems.append(casts.problem(column_name, *told))
        if column.type == "case_id":
            outputs.append(f"{cell} as _clear_{raw_name}")
    if contract.layout == "ees":
        outputs += [f"cell_{place} as {identifier(name)}" for name, place in found.added.items()]
    if text.numbered:
        outputs.append("row_in_sheet")
    kept = [name for name in aside(contract) if name not in ("_problems", "_raw")]
    odd = [f"{n} is true" if n.startswith("_misfit") else f"{n} is not null" for n in kept]
    # the reasons are put into words for the rows that need them and no other
    return f"""
        with cells as (select {_cells(text, seen)} from {_read_csv(text)}),
        readable as (select *, {", ".join(values)} from cells),
        judged as (select *, {" or ".join(wrong) or "false"} as _wrong from readable),
        shaped as (
            select *, case when _wrong then {casts.shapes(judged)} end as shapes from judged
        ),
        told as (
            select {", ".join(outputs)},
                case when _wrong then concat_ws(' | ', {", ".join(problems)}) end as _problems,
                case when _wrong then {_raw_text(contract, text)} end as _raw,
                _wrong
            from shaped
        )
        select * exclude (_wrong), {" or ".join(["_wrong", *odd])} as {ASIDE} from told
    """


def aside(contract: Contract) -> dict[str, str]:
    """Columns, with their types, that no fact has: what is wrong, the record as it came, numbers
    that misfit, identifiers in clear for the authority's own map."""
    columns = {"_problems": "varchar", "_raw": "varchar"}
    for name, column in contract.columns.items():
        raw_name = contract.raw_name(name)
        if raw_name is None or not column.from_file:
            continue
        if column.misfit == "remark":
            columns[f"_misfit_{raw_name}"] = "boolean"
        if column.type == "case_id":
            columns[f"_clear_{raw_name}"] = "varchar"
    return columns


def _raw_text(contract: Contract, text: Text) -> str:
    """The record as it came, kept for rows that can't be read; never where people are."""
    if contract.personal or contract.layout == "ees":
        return "cast(null as varchar)"
    cells = ", ".join(f"{quoted(name)}: cell_{n}" for n, name in enumerate(text.headers))
    return f"cast(to_json({{{cells}}}) as varchar)"


def _cells(text: Text, seen: Look) -> str:
    in_file = len(text.headers) - len(text.constants)
    cells = [f"{_trimmed(f'c{n}', text, seen)} as cell_{n}" for n in range(in_file)]
    cells += [f"{quoted(each)} as cell_{n}" for n, each in enumerate(text.constants, in_file)]
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
        f"read_csv({quoted(str(text.path))}, auto_detect = false, header = true, "
        f"delim = {quoted(text.delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{columns}}}, store_rejects = true, rejects_limit = 0, "
        f"max_line_size = {LONGEST_RECORD}, buffer_size = {READ_AHEAD})"
    )
