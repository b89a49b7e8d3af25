"""Finds the columns of an amount that has none of its own: debit and credit, or an amount whose
sign is a word beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from ingest import column as columns
from ingest.contract import Contract
from ingest.header_name import plain
from ingest.read.headers import signs
from ingest.read.headers.signs import CREDIT, DEBIT
from ingest.suggest.columns import Match
from ingest.suggest.values import Cells


@dataclass(frozen=True)
class Sign:
    """How the amount `column` gets its sign: from the headers of debit and credit (whose cells have
    a minus already, or not), or from the `words` under `word_header`."""

    column: str
    debit: str = ""
    credit: str = ""
    credits_have_minus: bool = False
    word_header: str = ""
    words: columns.Sign | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.debit, self.credit, self.word_header)))


def without_pair(contract: Contract, matches: list[Match], headers: list[str]) -> list[Match]:
    """The matches without an amount that is one of a debit and a credit: by its likeness, or as an
    alias of an authority that has no other amount."""
    pair = {_only(headers, words) for words in (DEBIT, CREDIT)}
    if None in pair:
        return matches
    return [
        each
        for each in matches
        if each.column not in contract.money_columns
        or not (each.how == "likeness" or each.header in pair)
    ]


def find(
    found: Cells, contract: Contract, added: dict[str, int], amount: int | None
) -> Sign | None:
    """`added` are the headers of no column, by position; `amount` is the position of the amount,
    where it has a header."""
    if len(contract.money_columns) != 1:
        return None
    [column] = contract.money_columns
    debit, credit = (_only(added, words) for words in (DEBIT, CREDIT))
    if debit and credit and amount is None:
        return Sign(column, debit, credit, found.are_mostly_negative(added[credit]))
    headers = [header for header in added if signs.is_sign(header)]
    if amount is None or len(headers) != 1 or found.are_some_negative(amount):
        return None
    words = found.sign_of(added[headers[0]])
    return Sign(column, word_header=headers[0], words=words) if words else None


def _only(headers: Iterable[str], words: set[str]) -> str | None:
    """The one header that has a word of a debit or credit, and none of the other."""
    other = (DEBIT | CREDIT) - words
    named = {header: set(plain(header).replace("/", " ").split()) for header in headers}
    fitting = [each for each, parts in named.items() if parts & words and not parts & other]
    # Oracle prints a pair as entered, in the currency of the document, and one as accounted
    accounted = [each for each in fitting if "accounted" in named[each]]
    fitting = accounted or fitting
    return fitting[0] if len(fitting) == 1 else None
