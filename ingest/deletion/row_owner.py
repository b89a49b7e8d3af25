"""Whose a row is: by the first of its identifiers that is filled in, in the order in which they
say so – what it refers to (a person before a request), its own case id, the child's UPN, the ULN.

So a request that was moved from one child's record to another's is the other's, and a UPN that was
typed into the wrong record takes nobody else's rows along.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest import contracts
from ingest.arrival import Arrival
from ingest.contract import Contract
from ingest.deletion.erasure_list import ErasureList, Keys
from ingest.read import derived
from ingest.read.headers import Headers

PLACEMENT = "placement"
Places = list[tuple[int, str]]  # of a cell in the record, with its namespace


@dataclass(frozen=True)
class Identifiers:
    """Where a file holds them. A row's `own` ones are what other rows know it by; a row that
    `mentions` one in its text is nobody's and stays, without the text."""

    references: Places
    own: Places
    numbers: Places
    own_in_return: Places
    mentions: Places


def of_people(contract: Contract) -> bool:
    """Whether its rows are people's or belong to such rows, each to one."""
    kinds = {column.type for column in contract.columns.values()}
    if kinds & {"case_id", "personal_number"}:
        return True
    datasets = contracts.of_source(contract.source, "")
    targets = {target.split(".")[0] for target in contract.references.values()}
    return contract.of_return and any(of_people(datasets[target]) for target in targets)


def text_columns(contract: Contract) -> dict[str, str | None]:
    """Columns whose text may name a placement, in rows that are nobody's: a ledger's."""
    derived_from = (each for each in contract.columns.values() if each.derive == "placement_key")
    return {str(column.derive_from): PLACEMENT for column in derived_from}


def identifiers(contract: Contract, found: Headers, arrival: Arrival) -> Identifiers:
    """Find them by what the contract says of keys and references."""
    datasets = contracts.of_source(contract.source, arrival.la_code)

    def places(namespaces: dict[str, str | None]) -> Places:
        return [(found.position[n], s) for n, s in namespaces.items() if s and n in found.position]

    def of_case(name: str) -> str | None:
        column = contract.columns[name]
        return column.namespace if column.type == "case_id" else None

    def referred(name: str) -> str | None:
        target = datasets[contract.references[name].split(".")[0]]
        if not of_people(target):
            return None
        return _in_return(target, arrival) if target.of_return else of_case(name)

    own = {name: of_case(name) for name in contract.key if name not in contract.references}
    numbers = {
        name: column.namespace
        for name, column in contract.columns.items()
        if column.type == "personal_number"
    }
    in_return = {contract.key[0]: _in_return(contract, arrival)} if contract.of_return else {}
    references = {name: referred(name) for name in contract.references}
    return Identifiers(
        places(references), places(own), places(numbers), places(dict(in_return)),
        places(text_columns(contract)),
    )  # fmt: skip


def _in_return(contract: Contract, arrival: Arrival) -> str:
    """A place in a return means nothing outside of it."""
    return f"{contract.dataset} of {derived.return_id(arrival)}"


def namespaces(contract: Contract) -> list[str]:
    """Those of all the identifiers of people that the dataset has, wherever they stand."""
    found = {column.namespace for column in contract.columns.values()}
    return sorted(each for each in (found | set(text_columns(contract).values())) if each)


class Reader:
    """Says of each row whether it is an erased person's, and learns by what others know it."""

    def __init__(self, where: Identifiers, erased: ErasureList) -> None:
        self.of_erased: Keys = {}
        self.of_others: Keys = {}
        self._where = where
        self._erased = erased

    def has_learnt(self) -> bool:
        """Whether any of what is theirs is not on the list yet."""
        known = self._erased.keys
        return any(keys - known.get(namespace, set()) for namespace, keys in self.of_erased.items())

    def is_erased(self, cells: Sequence[str]) -> bool:
        by_case = self._decided(self._where.references + self._where.own, cells)
        by_number = self._decided(self._where.numbers, cells) if by_case is None else None
        listed = bool(by_case or by_number)
        if listed:
            self._learn(self.of_erased, self._where.own_in_return, cells)
        if by_case is not None:  # a number is learnt only where a case id says whose it is
            keys = self.of_erased if listed else self.of_others
            self._learn(keys, self._where.own + self._where.numbers, cells)
        return listed

    def mentioned(self, cells: Sequence[str]) -> list[int]:
        """Places of the texts that name a placement of theirs, alone or before a slash."""
        return [
            place
            for place, namespace in self._where.mentions
            if self._erased.holds(namespace, cells[place].partition("/")[0].strip())
        ]

    def _decided(self, places: Places, cells: Sequence[str]) -> bool | None:
        for place, namespace in places:
            value = cells[place].strip()
            if value:
                return self._erased.holds(namespace, value)
        return None

    def _learn(self, keys: Keys, places: Places, cells: Sequence[str]) -> None:
        for place, namespace in places:
            value = cells[place].strip()
            if value:
                key = self._erased.key(namespace, value)
                known = self._erased.keys.get(namespace, set())
                if (
                    keys is self.of_erased
                    or key in known
                    or key in self.of_erased.get(namespace, ())
                ):
                    keys.setdefault(namespace, set()).add(key)
