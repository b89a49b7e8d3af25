"""SQL for amounts that are not what the ledger posted in pounds: a column beside them that the
contract does not read says that they are in another currency, or those of a budget, a commitment,
or a line that was not posted or was cancelled.

Such an amount can't be read, so that the file is rejected: it would count as a payment in pounds.
"""

import re
from dataclasses import dataclass

from ingest.contract import Contract
from ingest.header_name import plain
from ingest.read.headers import Headers, shown
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


def kinds(contract: Contract, name: str, found: Headers) -> dict[str, str]:
    """SQL conditions for such amounts of a column, each with SQL that words the problem."""
    if contract.columns[name].type != "money" or contract.layout == "ees":
        return {}
    looked_for = [CURRENCY, NOT_POSTED] if contract.mode == "incremental" else [CURRENCY]
    conditions = {}
    for header, as_shown in shown(contract, found.added).items():
        for kind in looked_for:
            if kind.headers & set(re.findall(r"[a-z]+", plain(header[:LONGEST]))):
                cells = ", ".join(map(literal, kind.cells))
                condition = f"coalesce(lower(cell_{found.added[header]}) in ({cells}), false)"
                conditions[condition] = literal(_problem(name, as_shown, kind))
    return conditions


def _problem(name: str, header: str, kind: _Kind) -> str:
    return (
        f"{name}: found {kind.found} by the column '{header}', expected {kind.expected} (where "
        f"{kind.ignored_where}, name '{header}' under ignored_headers in the contract)"
    )
