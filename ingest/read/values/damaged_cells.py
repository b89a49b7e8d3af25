"""SQL for cells that hold no value of their sender: a spreadsheet's error, unreadable bytes, or an
identifier as a number in scientific notation, which has lost its last digits.

They are cells that can't be read, in a column of any type.
"""

from dataclasses import dataclass, replace

from ingest.column import Column
from ingest.contract import Contract
from ingest.read.values.casts import Cast
from ingest.sql import literal

ERROR_WORDS = (
    "#N/A",
    "#REF!",
    "#DIV/0!",
    "#VALUE!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#BUSY!",
    "#GETTING_DATA",
)
IDENTIFIERS = ("case_id", "personal_number", "postcode")
# 4.50012E+09, 4.50012e+09, 4E+09 or, where the decimals have a comma, 4,50012E+09; Java: 4.50012E9
EXPONENT = "[0-9]([.,][0-9]+)?[Ee][+][0-9]+|[0-9][.,][0-9]+[Ee][0-9]+"
UNREADABLE = "contains({cell}, chr(65533))"  # U+FFFD stands for the bytes


@dataclass(frozen=True)
class Damage:
    """What the text of a file may hold: error words, characters that could not be read, numbers in
    scientific notation."""

    error_words: bool
    unreadable_characters: bool
    exponents: bool

    def kinds(self, contract: Contract, name: str, cell: str) -> dict[str, str]:
        """SQL conditions for damage of the column's cells, with SQL that words the problem.

        Unreadable characters and scientific notation spoil an identifier or a part of the key, and
        stay in other texts.
        """
        column, found = contract.columns[name], {}
        spoils = identifies(contract, name)
        if self.error_words:
            words = ", ".join(literal(word) for word in _error_words(column))
            found[f"{cell} in ({words})"] = f"{literal(f'{name}: found the error ')} || {cell}"
        if self.unreadable_characters and spoils:
            condition = UNREADABLE.format(cell=cell)
            found[condition] = literal(f"{name}: found bytes that are not UTF-8")
        if self.exponents and spoils:
            found[f"regexp_full_match({cell}, '{EXPONENT}')"] = literal(
                f"{name}: found a number in scientific notation, whose last digits are lost "
                "(export the column as text)"
            )
        return found


def identifies(contract: Contract, name: str) -> bool:
    """Whether a column is an identifier or a part of the key."""
    return contract.columns[name].type in IDENTIFIERS or name in contract.key


def _error_words(column: Column) -> list[str]:
    """Without those that a contract takes for a code."""
    codes = {code.upper() for code in (*column.codes, *column.code_map)}
    return [word for word in ERROR_WORDS if word not in codes]


def without(kinds: dict[str, str], cast: Cast) -> Cast:
    """The cast, with no value for a damaged cell."""
    if not kinds:
        return cast
    return replace(cast, value=f"case when not ({' or '.join(kinds)}) then {cast.value} end")


def problem(kinds: dict[str, str], other: str) -> str:
    """SQL for the reason why a cell can't be read: its damage, or else the `other` reason."""
    if not kinds:
        return other
    whens = " ".join(f"when {condition} then {reason}" for condition, reason in kinds.items())
    return f"case {whens} else {other} end"
