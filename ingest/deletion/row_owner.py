"""The owner of a row: the person whom the row is about.

A row names people and other rows by several identifiers, and they can disagree. The first one that
is filled in decides, in this order: the row that it refers to (a person before a request), its own
case id, the child's UPN, the ULN. So a request that was moved to another child's record belongs to
that child, and a UPN that was typed into the wrong child's record does not erase that child.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest import contract_files
from ingest.arrival import Arrival
from ingest.contract import Contract
from ingest.contract_headers import SIDE
from ingest.deletion.erasure_list import ErasureList, Keys
from ingest.read.headers.matching import Headers
from ingest.read.values import derived, identifiers, text_marks

PLACEMENT = "placement"
STAFF = ("case_holder",)  # namespaces of people who are no owner of a row


@dataclass(frozen=True)
class Identifier:
    """A column that holds identifiers: the position of its cell in a record, or of those that its
    ids are made of (None for one that the file lacks), the namespace of its keys, the pattern of
    its cells, and the words that mean an empty cell.

    A cell that does not fit (the UPN "TBC") identifies nobody: it is not stored, and two children
    may have it.
    """

    positions: tuple[int | None, ...]
    namespace: str
    pattern: str | None = None
    null_values: frozenset[str] = frozenset()

    def value(self, cells: Sequence[str]) -> str:
        """The identifier in a record; empty where there is none."""
        parts = [self._cell(cells, each) for each in self.positions]
        found = parts[0] if len(parts) == 1 else identifiers.made(parts)
        found = identifiers.cleaned(self.namespace, found)
        if found.lower() in self.null_values:
            return ""
        return found if self.pattern is None or re.fullmatch(self.pattern, found, re.ASCII) else ""

    def _cell(self, cells: Sequence[str], position: int | None) -> str:
        cell = "" if position is None else text_marks.removed(cells[position].strip())
        return "" if cell.lower() in self.null_values else cell


@dataclass(frozen=True)
class IdentifierColumns:
    """The columns of a file that hold identifiers, by what they identify.

    `references`: the row of another dataset, also of another source, that a row belongs to.
    `own_ids`: the row itself, in the case system: its key, or what a panel calls it. `numbers`: the
    child (UPN, ULN). `row_in_return`: the row itself, within one SEN2 return. `placement_texts`: a
    placement, in the text of a ledger line; a ledger line has no owner.
    """

    references: tuple[Identifier, ...]
    own_ids: tuple[Identifier, ...]
    numbers: tuple[Identifier, ...]
    row_in_return: tuple[Identifier, ...]
    placement_texts: tuple[Identifier, ...]


def has_owners(contract: Contract) -> bool:
    """Whether each row of a dataset is about one person: it holds a case id, UPN or ULN, or it
    refers to such a row of the same SEN2 return."""
    types = {column.type for column in contract.columns.values()}
    if types & {"case_id", "personal_number"}:
        return True
    targets = contract_files.referred(contract, "").values()
    return contract.of_return and any(has_owners(target) for target in targets)


def placement_texts(contract: Contract) -> dict[str, str | None]:
    """The columns whose text may name a placement, with the namespace of placements."""
    keyed = (each for each in contract.columns.values() if each.derive == "placement_key")
    return {str(column.derive_from): PLACEMENT for column in keyed}


def namespaces(contract: Contract) -> list[str]:
    """The namespaces of every identifier in a dataset. The cells that an id is made of can be ids
    of any other dataset of the source."""
    datasets = [contract]
    if any(column.made_of for column in contract.columns.values()):
        datasets += contract_files.of_source(contract.source, "").values()
    found = {column.namespace for each in datasets for column in each.columns.values()}
    return sorted(each for each in (found | set(placement_texts(contract).values())) if each)


def identifier_columns(contract: Contract, headers: Headers, arrival: Arrival) -> IdentifierColumns:
    """Find a file's identifiers by the keys, references and types of its contract."""
    columns = contract.columns
    referring = {*contract.references, *contract.references_elsewhere}
    own = [n for n in dict.fromkeys((*contract.key, *columns)) if n not in referring]
    numbers = {n: each.namespace for n, each in columns.items() if each.type == "personal_number"}
    in_return = {contract.key[0]: _row_in_return(contract, arrival)} if contract.of_return else {}
    return IdentifierColumns(
        references=_in_file(contract, headers, _references(contract, arrival)),
        own_ids=_in_file(contract, headers, {name: _own_id(contract, name) for name in own}),
        numbers=_in_file(contract, headers, numbers),
        row_in_return=_in_file(contract, headers, in_return),
        placement_texts=_in_file(contract, headers, placement_texts(contract)),
    )


def _in_file(
    contract: Contract, headers: Headers, namespaces: Mapping[str, str | None]
) -> tuple[Identifier, ...]:
    """Those of some columns that the file has and that have a namespace."""
    empty = {
        name: frozenset(
            each.strip().lower() for each in (*contract.null_values, *column.null_values)
        )
        for name, column in contract.columns.items()
    }
    return tuple(
        Identifier(positions, namespace, contract.columns[name].pattern, empty[name])
        for name, namespace in namespaces.items()
        if namespace and contract.columns[name].from_file
        for positions in _positions(contract, headers, name)
    )


def _positions(contract: Contract, headers: Headers, name: str) -> Iterator[tuple[int | None, ...]]:
    """Where a record holds the identifiers of a column: one, or one for each row of the record."""
    shared = contract.cells_of_row(name)
    rows = contract.rows_of_record if shared != contract.cells_of(name) else 1
    for row in range(1, rows + 1):
        of_row = [each if each in contract.headers else f"{each}{SIDE}{row}" for each in shared]
        positions = tuple(headers.position.get(each) for each in of_row)
        if any(each is not None for each in positions):
            yield positions


def _references(contract: Contract, arrival: Arrival) -> dict[str, str | None]:
    """The columns that refer to another dataset whose rows have owners."""
    return {
        name: _row_in_return(target, arrival) if target.of_return else _case_id(contract, name)
        for name, target in contract_files.referred(contract, arrival.la_code).items()
        if has_owners(target)
    }


def _own_id(contract: Contract, name: str) -> str | None:
    namespace = _case_id(contract, name)
    return None if namespace in STAFF else namespace


def _case_id(contract: Contract, name: str) -> str | None:
    column = contract.columns[name]
    return column.namespace if column.type == "case_id" else None


def _row_in_return(contract: Contract, arrival: Arrival) -> str:
    """The namespace of a table's row ids: they count within one return only."""
    return f"{contract.dataset} of {derived.return_id(arrival)}"


class RowOwners:
    """Decides which rows of a file belong to erased people, and collects what the rows show about
    keys: `of_erased` are the keys by which other rows refer to an erased person, `of_others` those
    of them that identify another person too and so erase nobody.
    """

    def __init__(self, columns: IdentifierColumns, erased: ErasureList) -> None:
        self.of_erased: Keys = {}
        self.of_others: Keys = {}
        self._columns = columns
        self._erased = erased

    @property
    def has_new_keys(self) -> bool:
        """Whether a key of an erased person is not on the erasure list yet."""
        listed = self._erased.keys
        return any(
            keys - listed.get(namespace, set()) for namespace, keys in self.of_erased.items()
        )

    def is_erased(self, cells: Sequence[str]) -> bool:
        """Whether the owner of a row is on the erasure list; the row's keys are collected."""
        columns = self._columns
        by_case_id = self._is_listed(columns.references + columns.own_ids, cells)
        is_erased = self._is_listed(columns.numbers, cells) if by_case_id is None else by_case_id
        if is_erased:
            self._add(columns.row_in_return, cells)
        if by_case_id is None:
            return bool(is_erased)  # a UPN can be wrong, so it gives no further keys
        if is_erased:
            self._add(columns.own_ids + columns.numbers, cells)
        else:
            self._add_shared(columns.own_ids + columns.numbers, cells)
        return bool(is_erased)

    def references_of_erased(self, cells: Sequence[str]) -> list[int]:
        """The positions of the texts that name a placement of an erased person: its id alone, or
        before a slash."""
        return [
            position
            for each in self._columns.placement_texts
            for position in each.positions
            if position is not None
            and self._erased.holds(each.namespace, cells[position].partition("/")[0].strip())
        ]

    def _is_listed(self, identifiers: Sequence[Identifier], cells: Sequence[str]) -> bool | None:
        """Whether the first identifier that is filled in is on the list; None if all are empty."""
        for each in identifiers:
            if value := each.value(cells):
                return self._erased.holds(each.namespace, value)
        return None

    def _add(self, identifiers: Sequence[Identifier], cells: Sequence[str]) -> None:
        """Add the keys of an erased person's row."""
        for each in identifiers:
            if value := each.value(cells):
                key = self._erased.key(each.namespace, value)
                self.of_erased.setdefault(each.namespace, set()).add(key)

    def _add_shared(self, identifiers: Sequence[Identifier], cells: Sequence[str]) -> None:
        """Add the keys of another person's row that an erased person has as well."""
        for each in identifiers:
            if value := each.value(cells):
                key = self._erased.key(each.namespace, value)
                listed = self._erased.keys.get(each.namespace, set())
                if key in listed or key in self.of_erased.get(each.namespace, set()):
                    self.of_others.setdefault(each.namespace, set()).add(key)
