"""SQL from a CSV's cells to a contract's typed columns, with the problems of each row."""

from dataclasses import dataclass, field

from ingest.column import KEYED, POSTCODE, Column
from ingest.contract import Contract
from ingest.formats.csv_text import Text
from ingest.read import cells, side_by_side, withheld
from ingest.read.headers import matching, other_amounts
from ingest.read.headers.matching import Headers
from ingest.read.text_scan import TextScan
from ingest.read.values import (
    amounts,
    casts,
    damaged_cells,
    derived,
    financial_calendar,
    identifiers,
)
from ingest.read.values.casts import Cast
from ingest.read.values.damaged_cells import Damage
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


@dataclass(frozen=True)
class _Characters:
    """What identifiers of a file may hold: characters that nobody sees, spaces of other widths."""

    unseen: bool
    wide_spaces: bool

    @classmethod
    def of(cls, text: Text, scan: TextScan) -> "_Characters":
        tabs = scan.has_tabs and text.delimiter != "\t"
        return cls(scan.may_have_unseen or tabs, scan.may_have_wide_spaces)

    def cleaned(self, namespace: str | None, cell: str) -> str:
        return identifiers.cleaned_sql(namespace, cell, self.unseen, self.wide_spaces)


def select(contract: Contract, text: Text, found: Headers, scan: TextScan) -> str:
    """Each row with the contract's columns that the file carries, a release's indicators,
    `row_in_sheet` where the text is numbered, why it is left out, the withheld columns, and
    whether there is anything withheld. Problems are worded only for the rows that have any."""
    damage = Damage(scan.has_error_words, scan.unreadable_characters > 0, scan.may_have_exponents)
    found = side_by_side.with_cells(contract, text, found)
    sql = _columns(contract, found, _Characters.of(text, scan), damage)
    outputs = [*sql.outputs, *_extra_columns(contract, text, found)]
    several = contract.rows_of_record > 1
    return f"""
        with cells as ({cells.select(text, scan, contract.null_values)}),
        records as ({side_by_side.select(contract, found) if several else "from cells"}),
        typed as (
            select *, {", ".join(sql.typed)},
                {_left_out(contract, text, found)} as {cells.LEFT_OUT}
            from records
        ),
        checked as (
            select *, {cells.LEFT_OUT} is null
                and ({" or ".join(sql.problem_conditions) or "false"}) as _has_problem
            from typed
        ),
        kept as ({_kept(contract, text)}),
        shaped as (
            select *, case when _has_problem then {casts.shapes(sql.checked_cells)} end as shapes
            from kept
        ),
        worded as (
            select {", ".join(outputs)}, {cells.LEFT_OUT}, _has_problem,
                case when _has_problem then concat_ws(' | ', {", ".join(sql.problems)}) end
                    as {withheld.PROBLEMS},
                case when _has_problem then {_record(contract, text)} end as {withheld.RECORD}
            from shaped
        )
        select * exclude (_has_problem), {withheld.condition(contract)} as {withheld.HAS_ANY}
        from worded
    """


def _left_out(contract: Contract, text: Text, found: Headers) -> str:
    """Why a record is no row, also where it lacks a part of the key that each row has."""
    kind = cells.left_out(text)
    if contract.rows_of_record > 1:
        kind = side_by_side.left_out(contract, found, kind)
    lacks = [f"{_text(contract, name, found)} is null" for name in contract.rows_have]
    if not lacks:
        return kind
    return f"coalesce({kind}, case when {' or '.join(lacks)} then {literal(cells.OF_NO_ROW)} end)"


def _kept(contract: Contract, text: Text) -> str:
    """What the contract ignores is left out, and headers in another spelling or order, but never a
    record that can be read as a row: a payment to Total Care Ltd is no total."""
    if contract.layout == "ees":
        return "from checked"
    kinds = cells.headers_again(text)
    if contract.ignored_rows:
        kinds.append(f"{cells.is_ignored(contract, text)} then {literal(cells.IGNORED)}")
    no_row = f"case when {' when '.join(kinds)} end"
    if contract.rows_of_record > 1:
        counted = side_by_side.once(no_row, side_by_side.FIRST)
        no_row = f"case when {no_row} is not null then {counted} end"
    kind = f"case when _has_problem then {no_row} end"
    return (
        f"select * exclude (_no_row) replace (coalesce({cells.LEFT_OUT}, _no_row) "
        f"as {cells.LEFT_OUT}, _has_problem and _no_row is null as _has_problem) "
        f"from (select *, {kind} as _no_row from checked)"
    )


def _columns(contract: Contract, found: Headers, characters: _Characters, damage: Damage) -> _Sql:
    sql = _Sql()
    for name, raw_name in contract.stored_columns.items():
        cell, cast = _cell_and_cast(contract, name, found, characters)
        damaged = _damaged(contract, name, found, damage)
        _add_column(sql, contract, name, cell, damaged_cells.without(damaged, cast), damaged)
        _add_withheld(sql, contract, name, raw_name, cell, found, characters)
    for name, column in contract.columns.items():
        if column.derive == "placement_key":
            _add_placement_key(sql, name, column, characters)
    for name in contract.unstored_columns:
        cell = cells.or_null(_cell(found, name), contract.columns[name].null_values)
        sql.outputs.append(f"{cell} is not null as {withheld.FILLED}{name}")
    for name in contract.ward_columns:
        cell = _cell(found, str(contract.columns[name].derive_from))
        postcode = characters.cleaned(POSTCODE, cell)
        sql.outputs.append(f"{postcode} as {name}")  # `row_stream` puts the ward in its place
    _add_year_of_period(sql, contract, found)
    return sql


def _add_column(
    sql: _Sql, contract: Contract, name: str, cell: str, cast: Cast, damaged: dict[str, str]
) -> None:
    column, raw_name = contract.columns[name], str(contract.raw_name(name))
    sql.typed.append(f"cast({cast.value} as {cast.sql_type}) as {raw_name}")
    sql.outputs.append(raw_name)
    unreadable = f"({cell} is not null and {raw_name} is null)"
    if column.misfit == "remark":
        sql.outputs.append(f"{unreadable} as {withheld.unreadable(raw_name)}")
    else:
        sql.checked_cells.append(cell)
        sql.problem_conditions.append(f"{raw_name} is null" if column.required else unreadable)
        shape = f"shapes[{len(sql.checked_cells)}]"
        problem = casts.problem(name, cell, raw_name, cast, column.required, shape)
        sql.problems.append(damaged_cells.problem(damaged, problem))


def _add_withheld(
    sql: _Sql,
    contract: Contract,
    name: str,
    raw_name: str,
    cell: str,
    found: Headers,
    characters: _Characters,
) -> None:
    """Add what is withheld of a column: a negative credit, an identifier in clear."""
    column = contract.columns[name]
    if column.derive == "debit_minus_credit":
        credit = amounts.negative_credit(_cell(found, f"{name}.credit"), contract.float_noise)
        sql.outputs.append(f"{credit} as {withheld.negative_credit(raw_name)}")
    if column.type == "case_id":
        cleaned = characters.cleaned(column.namespace, cell)
        sql.outputs.append(f"{cleaned} as {withheld.clear(raw_name)}")


def _cell_and_cast(
    contract: Contract, name: str, found: Headers, characters: _Characters
) -> tuple[str, Cast]:
    """The text that a column is read from, and its cast."""
    column = contract.columns[name]
    if column.type == "money":
        return casts.cast_amount(contract, name, _parts(contract, name, found))
    cell = _text(contract, name, found)
    if column.type in KEYED:
        return cell, casts.cast(contract, name, characters.cleaned(column.namespace, cell))
    return cell, casts.cast(contract, name, cell)


def _parts(contract: Contract, name: str, found: Headers) -> dict[str, str]:
    """The cells that a column is read from, by their names in `Contract.cells_of_row`."""
    null_values = contract.columns[name].null_values
    names = contract.cells_of_row(name)
    return {part: cells.or_null(_cell(found, part), null_values) for part in names}


def _text(contract: Contract, name: str, found: Headers) -> str:
    """The text of a column's cells: one, several that are joined, or an id that is made of them."""
    parts = _parts(contract, name, found)
    if contract.columns[name].made_of:
        return identifiers.made_sql(list(parts.values()))
    joined = [parts[each] for each in parts if each != name]
    return " || '/' || ".join([*joined, parts[name]])


def _damaged(contract: Contract, name: str, found: Headers, damage: Damage) -> dict[str, str]:
    """The conditions under which a cell of a column is damaged, with their reasons."""
    damaged: dict[str, str] = {}
    for part in contract.cells_of_row(name):
        if part in found.position:
            damaged |= damage.kinds(contract, name, _cell(found, part))
    return damaged | other_amounts.kinds(contract, name, found)


def _cell(found: Headers, name: str) -> str:
    place = found.position.get(name)
    return "cast(null as varchar)" if place is None else f"cell_{place}"


def _add_year_of_period(sql: _Sql, contract: Contract, found: Headers) -> None:
    """The financial year that a period names, where the year is derived."""
    name = derived.period_column(contract)
    if name is None:
        _check_year_of_period(sql, contract, found)
        return
    cell, year = _cell(found, name), derived.YEAR_OF_PERIOD
    sql.typed.append(f"{_year_named(contract, found, name)} as {year}")
    sql.outputs.append(year)
    if any(column.derive_from == name for column in contract.columns.values()):
        expected = Cast(year, "varchar", financial_calendar.PERIOD_WITH_YEAR_EXPECTED)
        sql.checked_cells.append(cell)
        sql.problem_conditions.append(f"({name} is not null and {year} is null)")
        shape = f"shapes[{len(sql.checked_cells)}]"
        problem = casts.problem(name, cell, year, expected, False, shape)
        sql.problems.append(f"case when {name} is not null then {problem} end")


def _year_named(contract: Contract, found: Headers, name: str) -> str:
    column = contract.columns[name]
    cell = _cell(found, name)
    return financial_calendar.year_of_period(cell, column.numbers, column.single_year)


def _check_year_of_period(sql: _Sql, contract: Contract, found: Headers) -> None:
    """A period that names another financial year than the row's own can't be read: which one is
    meant is not known."""
    kinds = {
        kind: name
        for kind in ("financial_year", "period")
        for name, column in contract.columns.items()
        if column.type == kind and name in found.position
    }
    if len(kinds) < 2:
        return
    name, year = kinds["period"], kinds["financial_year"]
    sql.typed.append(f"{_year_named(contract, found, name)} as {derived.YEAR_OF_PERIOD}")
    differs = f"coalesce({derived.YEAR_OF_PERIOD} <> {year}, false)"
    sql.problem_conditions.append(differs)
    problem = literal(f"{name}: names another financial year than {year}")
    sql.problems.append(f"case when {differs} then {problem} end")


def _add_placement_key(sql: _Sql, name: str, column: Column, characters: _Characters) -> None:
    """The id of the placement that a text names: all of it, or what is before a slash. Its key
    takes its place before it is stored."""
    placement_id = characters.cleaned("placement", f"split_part({column.derive_from}, '/', 1)")
    sql.outputs.append(f"{placement_id} as {name}")


def _extra_columns(contract: Contract, text: Text, found: Headers) -> list[str]:
    indicators = found.added.items() if contract.layout == "ees" else ()
    extra = [f"cell_{place} as {identifier(name)}" for name, place in indicators]
    extra += [derived.ROW_OF_RECORD] if contract.rows_of_record > 1 else []
    return [*extra, cells.ROW_IN_SHEET] if text.numbered else extra


def _record(contract: Contract, text: Text) -> str:
    """The record as received, as JSON; null for datasets about people and for releases."""
    if contract.personal or contract.layout == "ees":
        return "cast(null as varchar)"
    names = matching.distinct(text.headers)
    named = ", ".join(f"{literal(name)}: cell_{n}" for n, name in enumerate(names))
    return f"cast(to_json({{{named}}}) as varchar)"
