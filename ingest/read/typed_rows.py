"""SQL from a CSV's cells to a contract's typed columns, with the problems of each row."""

from dataclasses import dataclass, field

from ingest.contract import Column, Contract
from ingest.formats.csv_text import Text
from ingest.read import casts, cells, derived, financial_calendar, withheld
from ingest.read.headers import Headers
from ingest.read.text_scan import TextScan
from ingest.sql import identifier, literal


@dataclass
class _Sql:
    """SQL expressions of the contract's columns.

    `typed`: the value of each column. `outputs`: the columns of the result. `checked_cells`: the
    cells that can put their row into quarantine. `problem_conditions`: for each of these, whether
    it does; `problems`: why.
    """

    typed: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    checked_cells: list[str] = field(default_factory=list)
    problem_conditions: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def select(contract: Contract, text: Text, found: Headers, scan: TextScan) -> str:
    """Each row with the contract's columns that the file carries, a release's indicators,
    `row_in_sheet` where the text is numbered, the withheld columns, and whether there is anything
    withheld. Problems are worded only for the rows that have any."""
    sql = _columns(contract, found)
    outputs = [*sql.outputs, *_extra_columns(contract, text, found)]
    return f"""
        with cells as ({cells.select(text, scan)}),
        typed as (select *, {", ".join(sql.typed)} from cells),
        checked as (
            select *, {" or ".join(sql.problem_conditions) or "false"} as _has_problem from typed
        ),
        shaped as (
            select *, case when _has_problem then {casts.shapes(sql.checked_cells)} end as shapes
            from checked
        ),
        worded as (
            select {", ".join(outputs)}, _has_problem,
                case when _has_problem then concat_ws(' | ', {", ".join(sql.problems)}) end
                    as {withheld.PROBLEMS},
                case when _has_problem then {_record(contract, text)} end as {withheld.RECORD}
            from shaped
        )
        select * exclude (_has_problem), {withheld.condition(contract)} as {withheld.HAS_ANY}
        from worded
    """


def _columns(contract: Contract, found: Headers) -> _Sql:
    sql = _Sql()
    for name, raw_name in contract.stored_columns.items():
        _add_column(sql, contract, name, raw_name, found)
    for name, column in contract.columns.items():
        if column.derive == "placement_key":
            _add_placement_key(sql, name, column)
    _add_year_of_period(sql, contract, found)
    return sql


def _add_column(sql: _Sql, contract: Contract, name: str, raw_name: str, found: Headers) -> None:
    column, place = contract.columns[name], found.position.get(name)
    cell = "cast(null as varchar)" if place is None else f"cell_{place}"
    cast = casts.cast(contract, name, cell)
    sql.typed.append(f"cast({cast.value} as {cast.sql_type}) as {raw_name}")
    sql.outputs.append(raw_name)
    unreadable = f"({cell} is not null and {raw_name} is null)"
    if column.misfit == "remark":
        sql.outputs.append(f"{unreadable} as {withheld.unreadable(raw_name)}")
    else:
        sql.checked_cells.append(cell)
        sql.problem_conditions.append(f"{raw_name} is null" if column.required else unreadable)
        shape = f"shapes[{len(sql.checked_cells)}]"
        sql.problems.append(
            casts.problem(name, cell, raw_name, cast.expected, column.required, shape)
        )
    if column.type == "case_id":
        sql.outputs.append(f"{cell} as {withheld.clear(raw_name)}")


def _add_year_of_period(sql: _Sql, contract: Contract, found: Headers) -> None:
    """The financial year that a period names, where the year is derived."""
    name = derived.period_column(contract)
    if name is None:
        return
    cell = f"cell_{found.position[name]}" if name in found.position else "cast(null as varchar)"
    year = derived.YEAR_OF_PERIOD
    sql.typed.append(f"{financial_calendar.year_of_period(cell)} as {year}")
    sql.outputs.append(year)
    if any(column.derive_from == name for column in contract.columns.values()):
        expected = financial_calendar.PERIOD_WITH_YEAR_EXPECTED
        sql.checked_cells.append(cell)
        sql.problem_conditions.append(f"({name} is not null and {year} is null)")
        shape = f"shapes[{len(sql.checked_cells)}]"
        problem = casts.problem(name, cell, year, expected, False, shape)
        sql.problems.append(f"case when {name} is not null then {problem} end")


def _add_placement_key(sql: _Sql, name: str, column: Column) -> None:
    """The key of the placement that a text names: all of it, or what is before a slash."""
    placement_id = f"split_part({column.derive_from}, '/', 1)"
    sql.outputs.append(f"person_hash('placement', {placement_id}) as {name}")
    if column.hides:
        sql.outputs.remove(str(column.derive_from))
        sql.outputs.append(_with_key_for_id(name, column))


def _with_key_for_id(key: str, column: Column) -> str:
    """Where the text has the pattern of `hides`, its placement id is replaced by the key; the rest
    from the slash on stays."""
    text = str(column.derive_from)
    rest = f"substr({text}, length(split_part({text}, '/', 1)) + 1)"
    names_placement = f"regexp_full_match({text}, {literal(str(column.hides))})"
    return f"case when {names_placement} then {key} || {rest} else {text} end as {text}"


def _extra_columns(contract: Contract, text: Text, found: Headers) -> list[str]:
    indicators = found.added.items() if contract.layout == "ees" else ()
    extra = [f"cell_{place} as {identifier(name)}" for name, place in indicators]
    return [*extra, cells.ROW_IN_SHEET] if text.numbered else extra


def _record(contract: Contract, text: Text) -> str:
    """The record as received, as JSON; null for datasets about people and for releases."""
    if contract.personal or contract.layout == "ees":
        return "cast(null as varchar)"
    named = ", ".join(f"{literal(name)}: cell_{n}" for n, name in enumerate(text.headers))
    return f"cast(to_json({{{named}}}) as varchar)"
