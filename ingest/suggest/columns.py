"""Finds the contract's column of each header of a file: by name, known alias, or likeness."""

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from ingest import contract_files
from ingest.contract import Contract
from ingest.header_name import plain
from ingest.suggest.known_headers import of_dataset
from ingest.suggest.words import PHRASES, WORDS

LEAST_LIKENESS = 0.6
ID = re.compile(r"\b(id|ref|reference|no|number)\b")
RANK = re.compile(r"\b(rank|order|priority|main)\b")
MOST_REPLACED = 2  # words of a column's name that a header can have others for
How = Literal["own", "name", "alias", "known", "likeness"]


@dataclass(frozen=True)
class Match:
    """The column of a header, at its position in the file. `score` is 1 except for likeness. A
    column that the file has several times side by side has the header and position in each row of a
    record (`side_by_side.py`)."""

    column: str
    header: str
    position: int
    how: How
    score: float = 1
    side_by_side: tuple[str, ...] = ()
    positions: tuple[int | None, ...] = ()

    @property
    def places(self) -> list[int]:
        """The positions of its headers in the file."""
        several = [each for each in self.positions if each is not None]
        return several or [self.position]


def match(
    contract: Contract,
    headers: list[str],
    own: Contract | None = None,
    no_ids: Collection[int] = (),
) -> list[Match]:
    """The best match of each column, at most one for a header, in the order of the contract. `own`
    is the contract with the overlay that the authority has. The headers at `no_ids` are of no id or
    rank, unless a word says so."""
    known = _known_aliases(contract)
    candidates = [
        found
        for position, header in enumerate(headers)
        for column in contract.columns
        if contract.columns[column].from_file
        and not (position in no_ids and _is_no_id(column, contract.columns[column].type, header))
        and (
            found := _of_own(own, column, header, position)
            or _candidate(contract, column, header, position, known)
        )
    ]
    ranks = {"own": 0, "name": 1, "alias": 2, "known": 3, "likeness": 4}
    required = {name for name, column in contract.columns.items() if column.required}

    def rank(each: Match) -> tuple[int, float, bool, int]:
        # words that say all that the column's name does come before another authority's alias
        how = "name" if each.how == "likeness" and each.score == 1 else each.how
        return ranks[how], -each.score, each.column not in required, each.position

    candidates.sort(key=rank)
    chosen: dict[str, Match] = {}
    taken: set[int] = set()
    for each in candidates:
        if each.column not in chosen and each.position not in taken:
            chosen[each.column] = each
            taken.add(each.position)
    return [chosen[column] for column in contract.columns if column in chosen]


def _is_no_id(column: str, kind: str, header: str) -> bool:
    if column.endswith("_rank"):
        return not RANK.search(spoken(header))
    return kind == "case_id" and not ID.search(spoken(header))


def without_column(headers: list[str], taken: set[int]) -> dict[str, int]:
    """The headers of no column, by position. One that is equal to a column's is named by its place
    among them, as an overlay does: `Start Date__2`."""
    plain_headers = [plain(each) for each in headers]
    of_columns = {plain_headers[n] for n in taken}
    found = {}
    for n, header in enumerate(headers):
        if n not in taken:
            number = plain_headers[: n + 1].count(plain_headers[n])
            is_equal = plain_headers[n] in of_columns
            found[f"{header}__{number}" if is_equal else header] = n
    return found


def _of_own(own: Contract | None, column: str, header: str, position: int) -> Match | None:
    aliases = own.columns[column].aliases if own else ()
    is_own = plain(header) in {plain(each) for each in aliases}
    return Match(column, header, position, "own") if is_own else None


def _candidate(
    contract: Contract, column: str, header: str, position: int, known: dict[str, set[str]]
) -> Match | None:
    if plain(header) == plain(column):
        return Match(column, header, position, "name")
    if plain(header) in known[column]:
        return Match(column, header, position, "alias")
    of_systems = of_dataset(contract.dataset)
    if (words := spoken(header)) in of_systems:
        is_it = of_systems[words] == column
        return Match(column, header, position, "known") if is_it else None
    score = likeness(header, column, contract.dataset)
    return Match(column, header, position, "likeness", score) if score >= LEAST_LIKENESS else None


def with_likely_headers(contract: Contract, cells: Iterable[str] = ()) -> Contract:
    """The contract with the headers that other systems may have for its columns, by which the row
    of the headers is found below a title, or the sheet of a workbook. `cells` are of the first rows
    of the file: those that are like a column's name are among them. It is not validated."""
    found = {name: list(_likely(name)) for name in contract.columns}
    of_systems = of_dataset(contract.dataset)
    for cell in dict.fromkeys(cells):
        known = of_systems.get(spoken(cell))
        for name in found:
            if name == known or likeness(cell, name, contract.dataset) >= LEAST_LIKENESS:
                found[name].append(cell)
    columns = {
        name: column.model_copy(update={"aliases": (*column.aliases, *found[name])})
        for name, column in contract.columns.items()
        if column.from_file
    }
    return contract.model_copy(update={"columns": {**contract.columns, **columns}})


def _likely(column: str) -> list[str]:
    """The column's name with each of its words in the other words for it."""
    spoken = column.replace("_", " ")
    found = {spoken}
    for _ in range(MOST_REPLACED):
        found |= {
            re.sub(rf"\b{ours}\b", written, each, count=1)
            for each in found
            for written, ours in WORDS.items()
            if ours and re.search(rf"\b{ours}\b", each)
        }
    return sorted(found - {spoken})


def _known_aliases(contract: Contract) -> dict[str, set[str]]:
    """The headers that any authority's overlay of this dataset has for each column."""
    known = {name: {plain(each) for each in c.aliases} for name, c in contract.columns.items()}
    for source, dataset, la_code in contract_files.overlaid():
        if (source, dataset) == (contract.source, contract.dataset):
            other = contract_files.of_source(source, la_code)[dataset]
            for name, column in other.columns.items():
                known[name] |= {plain(each) for each in column.aliases}
    return known


def likeness(header: str, column: str, dataset: str = "") -> float:
    """0 to 1: how alike a header and a column are in words, or else in letters. The dataset's own
    name is ignored in a longer header: `Request Received` of requests."""
    subject = {each.removesuffix("s") for each in dataset.split("_")}
    found, wanted = _words(header), _words(column)
    without = [word for word in found if word not in subject]
    says_more = set(without) - {"id"}
    return max(_alike(found, wanted), _alike(without, wanted) if says_more else 0)


def _alike(found: list[str], wanted: list[str]) -> float:
    if not found or not wanted:
        return 0
    shared = len(set(found) & set(wanted))
    in_words = 2 * shared / (len(set(found)) + len(set(wanted)))
    in_letters = difflib.SequenceMatcher(None, "".join(found), "".join(wanted)).ratio()
    return round(max(in_words, 0.9 * in_letters), 2)


def _words(name: str) -> list[str]:
    written = spoken(name)
    for phrase, ours in PHRASES.items():
        written = re.sub(rf"\b{phrase}\b", ours, written)
    return [word for each in written.split() for word in _translated(each)]


def spoken(name: str) -> str:
    """The words of a header or column, in small letters."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})", " ", name)
    return " ".join(re.findall(r"[a-z0-9]+", spaced.casefold()))


def _translated(word: str) -> Iterable[str]:
    return WORDS.get(word, word).split()
