"""The tables of a SEN2 return, and which XML element is which column of which table.

Each row has its own number in the return and the number of its parent row, so that repeated
elements are all kept and parents and children join. The contracts `dfe_census/sen2_*` name the
elements (as aliases) and the collection years that ask for them. Element tree: DfE's SEN2 schemas
2023-2026.
"""

from collections.abc import Iterator
from typing import TextIO

from ingest.contract import Contract
from ingest.formats import csv_lines
from ingest.header_name import plain

SOURCE, PERSON, HEADER = "dfe_census", "sen2_person", "sen2_header"
CHILD_TABLES = {
    PERSON: {"requests": "sen2_requests"},
    "sen2_requests": {"assessment": "sen2_assessment", "activeplans": "sen2_active_plans"},
    "sen2_assessment": {"namedplan": "sen2_named_plan"},
    "sen2_named_plan": {"plandetail": "sen2_plan_detail"},
    "sen2_active_plans": {
        "placementdetail": "sen2_placement_detail",
        "senneed": "sen2_sen_need",
    },
}


def names() -> list[str]:
    """Every table of a return, parents before children."""
    return [HEADER, PERSON, *_below(PERSON)]


def _below(table: str) -> Iterator[str]:
    for name in CHILD_TABLES.get(table, {}).values():
        yield name
        yield from _below(name)


def without_namespace(tag: str) -> str:
    """An element's name without its namespace."""
    return tag.rpartition("}")[2]


def local_name(tag: str) -> str:
    """An element's name without its namespace, in lower case."""
    return without_namespace(tag).lower()


class Table:
    """One table that is being written as CSV. `rows` counts its rows. `number` and `parent` are the
    positions of a row's own number and of that of its parent row; the header has no parent."""

    def __init__(self, contract: Contract, file: TextIO) -> None:
        self.name = contract.dataset
        self.contract = contract
        self.columns = [n for n, column in contract.columns.items() if column.from_file]
        self.rows = 0
        self.number = self.columns.index(contract.key[0])
        self.parent = next((self.columns.index(name) for name in contract.references), None)
        self._file = file
        self.write(csv_lines.line(self.columns))
        self._targets: dict[str, int | str | None] = {}
        self._position_of = {
            plain(spelling): position
            for position, name in enumerate(self.columns)
            if position not in (self.number, self.parent)
            for spelling in (name, *contract.columns[name].aliases)
        }

    def target(self, tag: str) -> int | str | None:
        """What a child element is: the position of a column, the name of a child table, or None
        for an unknown element."""
        name = plain(without_namespace(tag))
        child_table = CHILD_TABLES.get(self.name, {}).get(name)
        self._targets[tag] = child_table or self._position_of.get(name)
        return self._targets[tag]

    def write(self, lines: str) -> None:
        self._file.write(lines)

    def columns_outside_year(self, year: int) -> list[str]:
        """The columns that were found, although the return of that year does not ask for them."""
        found = {
            self.columns[target] for target in self._targets.values() if isinstance(target, int)
        }
        return sorted(name for name in found if not _is_asked(self.contract, name, year))


def _is_asked(contract: Contract, name: str, year: int) -> bool:
    column = contract.columns[name]
    return (column.first_year or year) <= year <= (column.last_year or year)
