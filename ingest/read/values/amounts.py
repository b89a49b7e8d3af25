"""SQL that reads amounts of money: the forms in which ledgers and spreadsheets write a sign.

A credit is negative: brackets, round or (as Oracle prints them) angled, or one minus on either
side. Brackets that don't pair and a second sign are unreadable, since what was meant is not known.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.column import Column, Sign
from ingest.sql import literal

WIDE = "\u00a0\u2009\u202f"  # spaces that separate thousands in some spreadsheets
SPACES = f"[ {WIDE}]*"
DASHES = "-\u2212\u2013\u2014"  # what spreadsheets and word processors write for a minus
MINUS = f"[{DASHES}]"
CREDIT = f"[{DASHES}(<]"
WHOLE = rf"(\d{{1,3}}(,\d{{3}})+|\d{{1,3}}([{WIDE}]\d{{3}})+|\d+)"
PENCE = r"[.]\d{1,2}0*"  # at most two decimals; alone in .50, as Oracle prints it
EXACT = f"({WHOLE}({PENCE})?|{PENCE})"
# 2186.2200000000003 or 784.7999999999: what is left of an amount that was once a binary float
LONG = r"[.]\d{2}(0{5}|9{5})\d*"
NOISE = rf"[.]\d{{1,2}}|{LONG}"
WITH_NOISE = f"({WHOLE}({NOISE})?|{PENCE})"
RESIDUE = "[+-]?[0-9]([.][0-9]+)?[eE]-[0-9]+"  # 9.09495E-13
HALF_A_PENNY = "0.005"
# Excel's accounting format prints a zero as a dash
POUND = "(?:£|GBP)"
ZERO = f"({POUND}{SPACES})?{MINUS}"
REMOVED = f"£GBP,()<>+{DASHES} {WIDE}"
EXPECTED = "an amount in pounds such as 1496.00, (120.00) or 120.00-"
COMMA = " (for 1.496,00 the contract has the key decimal_comma)"
WORD = " (for 1,496.00 CR the contract has the key sign)"
FLOAT = " (the residue of a binary float: the contract has the key float_noise)"
NOTHING = " (a word that means an empty cell can be named under null_values in the contract)"
EXPECTED_WITH_COMMA = "an amount in pounds such as 1.496,00, (120,00) or 120,00-"


@dataclass(frozen=True)
class Amount:
    """SQL of the value, SQL of the text that it was read from, and the expected text."""

    value: str
    cell: str
    expected: str


def of_cells(column: Column, cells: dict[str, str], noise: bool, decimal_comma: bool) -> Amount:
    """An amount from SQL expressions of its cells, by their part ("" or debit, credit, sign).

    `decimal_comma`: 1.496,00 is what 1,496.00 is otherwise. A space before three digits separates
    thousands then, as a wide one always does.
    """
    read = _of_cells(column, cells, noise)
    if not decimal_comma:
        return read
    with_point = {
        part: f"regexp_replace(translate({cell}, '.,', ',.'), ' ([0-9]{{3}})', '\u00a0\\1', 'g')"
        for part, cell in cells.items()
    }
    expected = read.expected.replace(EXPECTED, EXPECTED_WITH_COMMA)
    return Amount(_of_cells(column, with_point, noise).value, read.cell, expected)


def hint(column: Column, cell: str, noise: bool, decimal_comma: bool) -> str:
    """SQL for which key of the contract reads an amount that can't be read without it; else null.
    `cell` may be a part of the text."""
    hints = []
    if not decimal_comma:
        hints.append(("[0-9],[0-9]{1,2}[ )>-]*$", COMMA))
    if column.sign is None:
        hints.append(("(?i)[0-9] *(dr|cr|d|c)$", WORD))
    if not noise:
        hints.append((f"({LONG}|{RESIDUE})$", FLOAT))
    if column.two_amounts:
        hints.append((r"(?i)\b(null|n/a|none|nan|nil)\b", NOTHING))
    whens = " ".join(
        f"when regexp_matches({cell}, {literal(pattern)}) then {literal(text)}"
        for pattern, text in hints
    )
    return f"case {whens} end" if hints else "null"


def _of_cells(column: Column, cells: dict[str, str], noise: bool) -> Amount:
    if column.two_amounts:
        return _difference(column, cells["debit"], cells["credit"], noise)
    if column.sign is None:
        return Amount(_signed(cells[""], noise), cells[""], EXPECTED)
    if column.sign.headers:
        return _beside(column.sign, cells[""], cells["sign"], noise)
    return _behind(column.sign, cells[""], noise)


def _signed(cell: str, noise: bool) -> str:
    plain = f"try_cast({cell} as decimal(18, 2))"
    pounds = _pounds(cell)
    credit = f"regexp_matches({cell}, {literal(CREDIT)})"
    return (  # the fast path: most amounts are written as DuckDB prints them
        f"case when cast({plain} as varchar) = {cell} then {plain} "
        f"when regexp_full_match({cell}, {literal(_pattern(noise))}) "
        f"then case when {credit} then -{pounds} else {pounds} end "
        f"{_zero(cell, noise)} end"
    )


def _unsigned(cell: str, noise: bool) -> str:
    return (
        f"case when regexp_full_match({cell}, {literal(_unsigned_pattern(noise))}) "
        f"then {_pounds(cell)} "
        f"{_zero(cell, noise)} end"
    )


def _number(noise: bool) -> str:
    return WITH_NOISE if noise else EXACT


def _unsigned_pattern(noise: bool) -> str:
    number = _number(noise)
    return f"(({POUND}{SPACES})?{number}|{number}{SPACES}{POUND})"  # £5.00, 5.00 GBP


def _pattern(noise: bool) -> str:
    number, pounds = _number(noise), _unsigned_pattern(noise)
    return "|".join(
        [
            f"([+]|{MINUS})?{SPACES}{pounds}",  # -£5.00
            f"{POUND}{SPACES}([+]|{MINUS}){SPACES}{number}",  # £-5.00
            f"{pounds}{SPACES}{MINUS}",  # 5.00-
            f"[(]{SPACES}{pounds}{SPACES}[)]",  # (£5.00)
            f"<{SPACES}{pounds}{SPACES}>",  # <5.00>
            f"{POUND}{SPACES}[(]{SPACES}{number}{SPACES}[)]",  # £(5.00)
        ]
    )


def _pounds(cell: str) -> str:
    return f"try_cast(translate({cell}, {literal(REMOVED)}, '') as decimal(18, 2))"


def _zero(cell: str, noise: bool) -> str:
    dash = f"when regexp_full_match({cell}, {literal(ZERO)}) then 0"
    if not noise:
        return dash
    size = f"abs(try_cast({cell} as double)) < {HALF_A_PENNY}"
    return f"{dash} when regexp_full_match({cell}, {literal(RESIDUE)}) and {size} then 0"


def _difference(column: Column, debit: str, credit: str, noise: bool) -> Amount:
    """Debit minus credit, or plus a credit that is printed with its minus. An empty cell counts as
    zero where the other one is filled."""
    read = [_signed(cell, noise) for cell in (debit, credit)]
    readable = " and ".join(
        f"({cell} is null or {value} is not null)"
        for cell, value in zip((debit, credit), read, strict=True)
    )
    wide = [f"cast(coalesce({value}, 0) as decimal(20, 2))" for value in read]
    pounds = f" {'+' if column.derive == 'debit_plus_credit' else '-'} ".join(wide)
    cell = f"nullif(concat_ws(' and ', {debit}, {credit}), '')"
    value = (
        f"case when coalesce({debit}, {credit}) is not null and {readable} "
        f"then try_cast({pounds} as decimal(18, 2)) end"
    )
    headers = f"{column.debit_headers[0]} and {column.credit_headers[0]}"
    return Amount(value, cell, f"{EXPECTED} in each of {headers}")


def negative_credit(credit: str, noise: bool) -> str:
    """SQL that is true for a credit with a minus: a reversal, or the ledger prints every credit
    so."""
    return f"coalesce({_signed(credit, noise)} < 0, false)"


def _beside(sign: Sign, cell: str, word: str, noise: bool) -> Amount:
    """The sign is a word in a cell of its own, and the amount has none."""
    unsigned = _unsigned(cell, noise)
    debit, credit = _listed(sign.debit), _listed(sign.credit)
    if "" in sign.debit:
        without = _signed(cell, noise)
    else:
        without = f"-{unsigned}" if "" in sign.credit else "null"
    value = (
        f"case when {word} is null then {without} when lower({word}) in ({credit}) "
        f"then -{unsigned} when lower({word}) in ({debit}) then {unsigned} end"
    )
    shown = f"case when {cell} is not null then concat_ws(' ', {cell}, {word}) end"
    words = ", ".join(repr(each) for each in (*sign.debit, *sign.credit))
    expected = f"an amount without a sign and, in {sign.headers[0]}, one of {words}"
    return Amount(value, shown, expected)


def _behind(sign: Sign, cell: str, noise: bool) -> Amount:
    """The sign is a word behind the amount. An amount that none follows has its own sign."""
    whens = " ".join(
        f"when regexp_matches({cell}, {literal(pattern)}) then {minus}"
        f"{_unsigned(f'regexp_replace({cell}, {literal(pattern)}, {chr(39) * 2})', noise)}"
        for pattern, minus in ((_suffix(sign.credit), "-"), (_suffix(sign.debit), ""))
    )
    words = ", ".join(each for each in (*sign.debit, *sign.credit) if each)
    expected = f"{EXPECTED}, or one without a sign before one of {words}"
    return Amount(f"case {whens} else {_signed(cell, noise)} end", cell, expected)


def _suffix(words: Iterable[str]) -> str:
    escaped = (re.sub(r"([^\w\s])", r"\\\1", word) for word in words if word)
    return f"(?i){SPACES}({'|'.join(escaped)})$"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(literal(word.casefold()) for word in words)
