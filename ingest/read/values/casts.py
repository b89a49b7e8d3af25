"""SQL that casts a cell's text to its column's type, and words the problem where that fails.

Each column gives two expressions: the typed value (null where the cell can't be read) and, for a
cell that can't be read, the reason. The reason never holds the cell's text, only its shape (letters
as A, digits as 9), since any column can hold a child's name.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.column import NO, YES, Column
from ingest.contract import Contract
from ingest.read.values import amounts, dates, financial_calendar
from ingest.sql import literal

WHOLE = "^([0-9]+)[.]0$"  # 12.0: a tool wrote a whole number beside empty cells as a float
# what databases and people write where there is nothing: a message may show these
EMPTY_WORDS = (
    *("null", "(null)", "<null>", "\\n", "none", "nil", "nan", "nat", "n/a", "na", "tbc", "tba"),
    *("unknown", "not known", "blank", "(blank)", "-", "--", "."),
)
FEW_CODES = 12
WORD = " (a word for a code: the contract maps it under code_map)"
NUMBER_WORD = " (a word for a number: the contract maps it under code_map)"
FLAG_WORD = " (other words and numbers: the contract maps them under code_map)"
IF_EMPTY = " (if it means an empty cell, name it under null_values in the contract)"


@dataclass(frozen=True)
class Cast:
    """SQL for the typed value, its SQL type, a description of the expected cell, and SQL for a hint
    at what a cell that can't be read may be; null where there is none."""

    value: str
    sql_type: str
    expected: str
    hint: str = "null"


def cast(contract: Contract, name: str, cell: str) -> Cast:
    """The cast of one column of the contract from the SQL expression `cell`; that of an identifier
    is cleaned already (`identifiers.py`)."""
    column = contract.columns[name]
    return CASTS[column.type](contract, column, cell)


def cast_amount(contract: Contract, name: str, cells: dict[str, str]) -> tuple[str, Cast]:
    """The text that an amount is read from, and its cast. `cells` are SQL expressions of its cells
    by their names in `Contract.headers`; a cell that the file lacks is null."""
    column = contract.columns[name]
    by_part = {each.partition(".")[2]: cell for each, cell in cells.items()}
    read = amounts.of_cells(column, by_part, contract.float_noise, bool(contract.decimal_comma))
    bounded = f"try_cast({read.value} as decimal({column.digits + 2}, 2))"
    expected = f"{read.expected}, of at most {column.digits} digits before the point"
    hint = amounts.hint(column, read.cell, contract.float_noise, bool(contract.decimal_comma))
    return read.cell, Cast(bounded, "decimal(18, 2)", expected, hint)


def problem(name: str, cell: str, value: str, cast: Cast, required: bool, shape: str) -> str:
    """SQL for the reason why a cell of this `shape` can't be read; null where it can."""
    expected, hint = cast.expected, "" if cast.hint == "null" else f" || coalesce({cast.hint}, '')"
    missing = f" when {cell} is null then {literal(f'{name}: missing')}" if required else ""
    return (
        f"case when {cell} is not null and {value} is null then "
        f"{literal(f'{name}: found ')} || {shape} || {literal(f', expected {expected}')}{hint}"
        f"{missing} end"
    )


def shapes(cells: list[str]) -> str:
    """SQL for the list of what was found in cells: their shapes, or a word for nothing. All cells
    share one pattern, since to compile one for each costs more than the rows of a small file."""
    starts = ", ".join(f"left({cell}, 30)" for cell in cells)
    words = ", ".join(literal(word) for word in EMPTY_WORDS)
    digits = "regexp_replace(cell, '\\pN', '9', 'g')"  # of any script
    shape = f"'the shape ' || regexp_replace({digits}, '\\pL', 'A', 'g')"
    word = f"'the word ' || lower(cell) || {literal(IF_EMPTY)}"
    found = f"case when lower(cell) in ({words}) then {word} else {shape} end"
    return f"list_transform([{starts}], lambda cell: {found})"


def _text(_: Contract, column: Column, cell: str) -> Cast:
    if column.code_map:
        cell = f"coalesce({_mapped(column.code_map, cell)}, {cell})"
    if column.capitals:
        cell = f"upper({cell})"
    if column.pattern is None:
        return Cast(cell, "varchar", "text")
    pattern, whole = literal(column.pattern), f"regexp_extract({cell}, {literal(WHOLE)}, 1)"
    value = (
        f"case when regexp_full_match({cell}, {pattern}) then {cell} "
        f"when regexp_full_match({whole}, {pattern}) then nullif({whole}, '') end"
    )
    return Cast(value, "varchar", f"the pattern {column.pattern}")


def _code(_: Contract, column: Column, cell: str) -> Cast:
    """Codes are compared without case, with a space or hyphen for an underscore, and with a zero
    before or behind a number (05, 5.0). They are stored as the contract spells them."""
    codes = {code: code for code in column.codes} | column.code_map
    numbers = {code: stored for code, stored in codes.items() if code.isdigit()}
    others = {f"{code}.0": stored for code, stored in numbers.items()}
    others |= {f"0{code}": stored for code, stored in numbers.items() if len(code) == 1}
    for mark in " -":  # High Needs is high_needs
        others |= {code.replace("_", mark): stored for code, stored in codes.items()}
    value = _mapped(others | codes, cell)
    as_stored = [code for code in column.codes if codes[code] == code]
    if 0 < len(as_stored) <= FEW_CODES:  # the fast path: most files have the contract's codes
        whens = " ".join(f"when {literal(code)} then {literal(code)}" for code in as_stored)
        value = f"case {cell} {whens} else {value} end"
    hint = f"case when regexp_matches({cell}, '\\pL\\pL') then {literal(WORD)} end"
    return Cast(value, "varchar", f"one of {', '.join(column.codes)}", hint)


def _mapped(texts: dict[str, str], cell: str) -> str:
    """SQL for what a text stands for, without case; null for one that is not among them."""
    folded = {each.lower(): meant for each, meant in texts.items()}
    received, stored = (", ".join(map(literal, each)) for each in (folded, folded.values()))
    return f"map([{received}], [{stored}])[lower({cell})]"


def _date(contract: Contract, _: Column, cell: str) -> Cast:
    expected = f"a date as {dates.in_letters(contract.date_formats)} from 1900 to 2100"
    return Cast(
        dates.value(contract.date_formats, cell),
        "date",
        expected,
        dates.hint(contract.date_formats, cell),
    )


def _integer(_: Contract, column: Column, cell: str) -> Cast:
    hint = f"case when regexp_matches({cell}, '\\pL\\pL') then {literal(NUMBER_WORD)} end"
    if column.code_map:
        cell = f"coalesce({_mapped(column.code_map, cell)}, {cell})"
    number = f"try_cast({cell} as bigint)"
    value = (  # the fast path: most numbers are written as DuckDB prints them
        f"case when cast({number} as varchar) = {cell} then {number} "
        f"when regexp_full_match({cell}, '-?[0-9]+') then {number} "
        f"when regexp_full_match({cell}, '-?[0-9]+[.]0+') "
        f"then try_cast(split_part({cell}, '.', 1) as bigint) end"
    )
    return Cast(value, "bigint", "a whole number", hint)


def _decimal(_: Contract, __: Column, cell: str) -> Cast:
    exact = "-?([0-9]{1,5}([.][0-9]{1,4}0*)?|[.][0-9]{1,4}0*)"  # nothing is rounded
    number = f"try_cast(rtrim({cell}, ' %') as decimal(9, 4))"
    value = f"case when regexp_full_match({cell}, '{exact}( *%)?') then {number} end"
    return Cast(value, "decimal(9, 4)", "a number with at most four decimals, such as 38.5")


def _flag(_: Contract, column: Column, cell: str) -> Cast:
    """The authority's words for yes and no are read beside those that every flag has."""
    yes, no = _words(YES, column, "1"), _words(NO, column, "0")
    value = (
        f"case when lower({cell}) in ({yes}) then true when lower({cell}) in ({no}) then false end"
    )
    expected = ", ".join(["1 or 0", *(f"or {word}" for word in column.code_map)])
    return Cast(value, "boolean", expected, literal(FLAG_WORD))


def _words(words: tuple[str, ...], column: Column, meaning: str) -> str:
    mapped = (word.lower() for word, flag in column.code_map.items() if flag == meaning)
    return ", ".join(literal(word) for word in (*words, *mapped))


def _financial_year(_: Contract, column: Column, cell: str) -> Cast:
    value = financial_calendar.year(cell, column.single_year)
    expected = financial_calendar.YEAR_EXPECTED
    if column.single_year:
        expected = financial_calendar.SINGLE_YEAR_EXPECTED
    if column.pattern is not None:
        value = f"case when regexp_full_match({cell}, {literal(column.pattern)}) then {value} end"
        expected = f"{expected}, of the pattern {column.pattern}"
    return Cast(value, "varchar", expected)


def _period(_: Contract, column: Column, cell: str) -> Cast:
    period = financial_calendar.period(cell, column.numbers)
    if column.code_map:
        period = f"coalesce(cast({_mapped(column.code_map, cell)} as bigint), {period})"
    return Cast(period, "bigint", financial_calendar.PERIOD_EXPECTED)


def _keyed(_: Contract, column: Column, cell: str) -> Cast:
    hashed = f"person_hash({literal(column.namespace or '')}, {cell})"
    if column.pattern is None:
        return Cast(hashed, "varchar", "an identifier")
    value = f"case when regexp_full_match({cell}, {literal(column.pattern)}) then {hashed} end"
    return Cast(value, "varchar", f"the pattern {column.pattern}")


CASTS: dict[str, Callable[[Contract, Column, str], Cast]] = {
    "text": _text,
    "code": _code,
    "date": _date,
    "integer": _integer,
    "decimal": _decimal,
    "flag": _flag,
    "financial_year": _financial_year,
    "period": _period,
    "case_id": _keyed,
    "personal_number": _keyed,
    "postcode": _keyed,
}
