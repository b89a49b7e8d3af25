"""Finds a column that marks debits and credits and that the contract does not read. Without it
every credit of the file would count as a debit."""

import re

from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.read.headers import shown

LONGEST = 100  # of a header that is compared; a sign's is short
SIGNS = {"dr", "cr", "db", "debit", "debits", "credit", "credits", "sign", "drcr", "crdr", "dbcr"}
PAIRS = ({"d", "c"}, {"s", "h"}, {"positive", "negative"}, {"pos", "neg"}, {"plus", "minus"})
BESIDE = {"indicator", "ind", "flag", "marker", "type", "code", "key", "amount", "amt", "value"}
BESIDE |= {"of", "or", "and", "the", "net", "gross", "gbp", "total", "ledger", "transaction"}
BESIDE |= {"trans", "tran", "posting", "entry", "line", "journal", "column", "ve"}


def check(contract: Contract, name: str, added: dict[str, int]) -> None:
    """Raises FileRejected for a new header that looks like a sign, in a dataset with amounts. One
    listed under ignored_headers is not among `added`."""
    if not contract.money_columns or contract.layout == "ees":
        return
    signs = [text for header, text in shown(contract, added).items() if is_sign(header)]
    if signs:
        listed = ", ".join(f"'{each}'" for each in signs)
        raise FileRejected(
            f"{name} has the column {listed}, which looks like the sign of its amounts, and the "
            f"contract does not read it: credits would count as debits. Name it in the contract of "
            f"{', '.join(contract.money_columns)} (sign, or derive: debit_minus_credit), or, where "
            "the amounts have their own sign, under ignored_headers."
        )


def is_sign(header: str) -> bool:
    """Whether a header is made of the words of a sign alone, such as DR/CR or Credit Amount."""
    header = re.sub(r"__\d+$", "", header[:LONGEST])
    if re.fullmatch(r"\s*[+]\s*/?\s*[-\u2212]\s*|\s*[-\u2212]\s*/?\s*[+]\s*|\s*±\s*", header):
        return True
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    words = set(re.findall(r"[a-z]+", split.casefold()))
    paired = {word for pair in PAIRS if pair <= words for word in pair}
    return bool(words & SIGNS or paired) and words <= SIGNS | BESIDE | paired
