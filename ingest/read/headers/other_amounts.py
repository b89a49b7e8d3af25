"""SQL for amounts that are not what the ledger posted in pounds: a column beside them that the
contract does not read shows that they are in another currency, or those of a budget, a commitment,
or a line that was not posted or was cancelled.

Such an amount can't be read, so that the file is rejected: it would count as a payment in pounds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.contract import Contract
from ingest.header_name import plain
from ingest.read.headers.matching import Headers, shown
from ingest.sql import literal

LONGEST = 60  # characters of a header whose words are compared


@dataclass(frozen=True)
class _Kind:
    """`headers`: words of which such a column's header has one. `cells`: what its cells hold, in
    lower case. `found`, `expected` and where the column can be ignored: for a message."""

    headers: frozenset[str]
    cells: tuple[str, ...]
    found: str
    expected: str
    ignored_where: str


CURRENCY = _Kind(
    frozenset({"currency", "curr", "ccy", "waers", "rwcur", "rhcur"}),
    (
        *("eur", "usd", "chf", "cad", "aud", "nzd", "jpy", "sek", "nok", "dkk", "pln", "czk"),
        *("huf", "ron", "inr", "zar", "hkd", "sgd", "aed", "ils", "isk", "try", "cny"),
        *("€", "$", "us$", "¥", "euro", "euros", "dollar", "dollars", "us dollar", "us dollars"),
        *("978", "840"),  # ISO 4217's numbers of euro and dollar
    ),
    "another currency than pounds",
    "pounds",
    "all amounts are in pounds",
)
NOT_POSTED = _Kind(
    frozenset({"status", "type", "ledger", "kind", "class", "posted", "balance", "state"}),
    (
        *("budget", "budgets", "commitment", "commitments", "committed", "encumbrance"),
        *("encumbrances", "forecast", "unposted", "not posted", "parked", "draft"),
        *("cancelled", "canceled", "void", "voided"),
    ),
    "a budget, a commitment, or a line that was cancelled or not posted",
    "posted lines alone",
    "all rows count",
)
BALANCE_TYPE = _Kind(  # Oracle: A is actual, B a budget, E an encumbrance
    frozenset({"balance", "actual"}),
    ("b", "e"),
    NOT_POSTED.found,
    NOT_POSTED.expected,
    NOT_POSTED.ignored_where,
)


def kinds(contract: Contract, name: str, found: Headers) -> dict[str, str]:
    """SQL conditions for such amounts of a column, each with SQL that words the problem."""
    if contract.columns[name].type != "money" or contract.layout == "ees":
        return {}
    as_shown = shown(contract, found.added)
    return {
        condition: literal(_problem(name, as_shown[header], kind))
        for header, kind, condition in _conditions(contract, found)
    }


def by_header(contract: Contract, found: Headers) -> dict[str, str]:
    """An SQL condition for the rows of such amounts, by the new header that tells them."""
    if not contract.money_columns or contract.layout == "ees":
        return {}
    conditions: dict[str, list[str]] = {}
    for header, _, condition in _conditions(contract, found):
        conditions.setdefault(header, []).append(condition)
    return {header: " or ".join(each) for header, each in conditions.items()}


def _conditions(contract: Contract, found: Headers) -> Iterator[tuple[str, _Kind, str]]:
    looked_for = [CURRENCY]
    if contract.mode == "incremental":
        looked_for += [NOT_POSTED, BALANCE_TYPE]
    for header, place in found.added.items():
        for kind in looked_for:
            if kind.headers & set(re.findall(r"[a-z]+", plain(header[:LONGEST]))):
                cells = ", ".join(map(literal, kind.cells))
                yield header, kind, f"coalesce(lower(cell_{place}) in ({cells}), false)"


def _problem(name: str, header: str, kind: _Kind) -> str:
    return (
        f"{name}: found {kind.found} by the column '{header}', expected {kind.expected} (where "
        f"{kind.ignored_where}, name '{header}' under ignored_headers in the contract)"
    )
