"""Finds a column that marks debits and credits and that the contract does not read, by its header
or its first cells. Without it every credit of the file would count as a debit."""

import csv
import re
from itertools import islice

from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.formats.csv_text import Text
from ingest.read.headers.matching import Headers, shown
from ingest.read.values import amounts

LONGEST = 100  # of a header that is compared; a sign's is short
SIGNS = {"dr", "cr", "db", "debit", "debits", "credit", "credits", "sign", "drcr", "crdr", "dbcr"}
SIGNS |= {"shkzg", "bschl"}  # SAP's
SAP_POSTING_KEY = {"posting", "key"}  # 40 is a debit, 50 a credit
PAIRS = (
    *({"d", "c"}, {"s", "h"}, {"positive", "negative"}, {"pos", "neg"}, {"plus", "minus"}),
    *({"dc", word} for word in ("indicator", "ind", "flag", "marker")),
)
BESIDE = {"indicator", "ind", "flag", "marker", "type", "code", "key", "amount", "amt", "value"}
BESIDE |= {"of", "or", "and", "the", "net", "gross", "gbp", "total", "ledger", "transaction"}
BESIDE |= {"trans", "tran", "posting", "entry", "line", "journal", "column", "ve"}
DEBIT = {"debit", "debits", "dr", "db"}
CREDIT = {"credit", "credits", "cr"}
SAMPLE = 1000  # records whose cells are looked at
CREDIT_NOTE = re.compile(r"(?i)(supplier |sales |purchase )?credit[ -]?(note|memo)s?|crn|c/n")
MOST_KINDS = 20  # different words of a column that names the kind of its rows
WORDS = {"dr", "cr", "db", "debit", "credit"}
PAIRS_OF_CELLS = ({"d", "c"}, {"s", "h"}, {"+", "-"})


def check(contract: Contract, name: str, added: dict[str, int], text: Text) -> None:
    """Raises FileRejected for a new column that looks like a sign, in a dataset with amounts. One
    listed under ignored_headers is not among `added`."""
    if not contract.money_columns or contract.layout == "ees":
        return
    if signs := of_amounts(added, text):
        shown_as = shown(contract, added)
        listed = ", ".join(f"'{shown_as[each]}'" for each in signs)
        raise FileRejected(
            f"{name} has the column {listed}, which looks like the sign of its amounts, and the "
            f"contract does not read it: credits would count as debits. Name it in the contract of "
            f"{', '.join(contract.money_columns)} (sign, or derive: debit_minus_credit), or, where "
            "the amounts have their own sign, under ignored_headers."
        )


def of_amounts(added: dict[str, int], text: Text) -> list[str]:
    """The new headers that are a sign's, or whose first cells are."""
    cells = first_cells(text, added)
    return [header for header in added if is_sign(header) or _are_signs(cells[header])]


def check_credit_notes(
    contract: Contract, name: str, added: dict[str, int], found: Headers, text: Text
) -> None:
    """Raises FileRejected where a new column marks rows as credit notes, and none of their
    amounts has a sign."""
    for column in contract.money_columns:
        own = contract.columns[column]
        if own.sign or own.two_amounts or column not in found.position:
            continue
        for header, shown_header in shown(contract, added).items():
            if _credits_are_unsigned(text, added[header], found.position[column]):
                raise FileRejected(
                    f"{name} has credit notes in the column '{shown_header}', whose {column} has "
                    "no minus: they would count as debits. Expected a sign; name the words in the "
                    f"contract of {column} (sign, with headers, debit and credit), or the column "
                    "under ignored_headers."
                )


def _credits_are_unsigned(text: Text, kind: int, amount: int) -> bool:
    """Whether the first records hold credit notes, and all of these an amount without a sign."""
    kinds: set[str] = set()
    signs: set[bool] = set()
    with text.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        records = csv.reader(stream, delimiter=text.delimiter)
        try:
            for record in islice(records, 1, SAMPLE):
                if max(kind, amount) < len(record) and record[kind].strip():
                    kinds.add(record[kind].strip().casefold())
                    if CREDIT_NOTE.fullmatch(record[kind].strip()):
                        signs.add(bool(re.search(amounts.CREDIT, record[amount])))
        except csv.Error:
            return False  # the reader quarantines such a record, or rejects the file
    return signs == {False} and 1 < len(kinds) <= MOST_KINDS


def without_empty(added: dict[str, int], text: Text) -> dict[str, int]:
    """New columns, without those that have neither a header nor a cell in the first records: the
    delimiters that a spreadsheet writes beyond its table."""
    unnamed = {name: place for name, place in added.items() if not text.headers[place].strip()}
    cells = first_cells(text, unnamed) if unnamed else {}
    return {name: place for name, place in added.items() if cells.get(name, True)}


def check_halves(contract: Contract, name: str, headers: list[str], found: Headers) -> None:
    """Raises FileRejected where an amount is read from a column of debits, and the column of
    credits beside it is not read; or the other way round. To ignore it would lose its amounts."""
    sides = {header: side for header in headers if (side := _side(header))}
    read = {headers[place] for place in found.position.values()}
    for column in contract.money_columns:
        header = headers[found.position[column]] if column in found.position else ""
        other = [each for each in sides if each not in read and sides[each] != sides.get(header)]
        if header in sides and other:
            raise FileRejected(
                f"{name} has {column} in '{header}', and '{other[0]}' is not read, so that its "
                f"amounts would be lost. Expected both: name them in the contract of {column} "
                "(derive: debit_minus_credit, with debit_headers and credit_headers)."
            )


def _side(header: str) -> str:
    """Whether a header is of debits or of credits alone; else empty."""
    words = set(re.findall(r"[a-z]+", header[:LONGEST].casefold()))
    if not is_sign(header) or bool(words & DEBIT) == bool(words & CREDIT):
        return ""
    return "debit" if words & DEBIT else "credit"


def is_sign(header: str) -> bool:
    """Whether a header is made of the words of a sign alone, such as DR/CR or Credit Amount."""
    header = re.sub(r"__\d+$", "", header[:LONGEST])
    if re.fullmatch(r"\s*[+]\s*/?\s*[-\u2212]\s*|\s*[-\u2212]\s*/?\s*[+]\s*|\s*±\s*", header):
        return True
    if set(re.findall(r"[a-z]+", header.casefold())) == SAP_POSTING_KEY:
        return True
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    words = set(re.findall(r"[a-z]+", split.casefold()))
    paired = {word for pair in PAIRS if pair <= words for word in pair}
    return bool(words & SIGNS or paired) and words <= SIGNS | BESIDE | paired


def first_cells(text: Text, added: dict[str, int]) -> dict[str, set[str]]:
    """The different filled cells of new columns in the first records, in lower case."""
    cells: dict[str, set[str]] = {header: set() for header in added}
    with text.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        records = csv.reader(stream, delimiter=text.delimiter)
        try:
            for record in islice(records, 1, SAMPLE):
                for header, place in added.items():
                    if place < len(record) and record[place].strip():
                        cells[header].add(record[place].strip().casefold())
        except csv.Error:
            return cells  # the reader quarantines such a record, or rejects the file
    return cells


def _are_signs(cells: set[str]) -> bool:
    """Whether cells are the words of debits and credits, or both of a pair of marks."""
    return bool(cells) and (cells <= WORDS or cells in PAIRS_OF_CELLS)
