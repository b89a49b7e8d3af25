"""The tables of a SEN2 return, and which XML element is which column of which table.

Each row has its own number in the return and the number of its parent row, so that repeated
elements are all kept and parents and children join. The contracts `dfe_census/sen2_*` name the
elements (as aliases) and the collection years that ask for them. Element tree: DfE's SEN2 schemas
2023-2026.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from ingest.contract import Contract
from ingest.formats.header_search import plain

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


def local_name(element: Any) -> str:
    """An element's name without its namespace, in lower case."""
    return str(etree.QName(element).localname).lower()


class Table:
    """One table that is being written as CSV. `targets` caches what a child element is, by its
    tag: the position of a column, a child table, or None for an unknown element."""

    def __init__(self, contract: Contract, writer: Any) -> None:
        self.name = contract.dataset
        self.contract = contract
        self.columns = [n for n, column in contract.columns.items() if column.from_file]
        self.rows = 0
        self.targets: dict[str, int | Table | None] = {}
        self.write = writer.writerow
        self._number = self.columns.index(contract.key[0])
        self._parent = next((self.columns.index(name) for name in contract.references), None)
        self._position_of = {
            plain(spelling): position
            for position, name in enumerate(self.columns)
            if position not in (self._number, self._parent)
            for spelling in (name, *contract.columns[name].aliases)
        }
        self.write(self.columns)

    def new_row(self, parent: int | None) -> list[str | int | None]:
        """Empty cells, with the row's own number and that of its parent row."""
        self.rows += 1
        cells: list[str | int | None] = [None] * len(self.columns)
        cells[self._number] = self.rows
        if self._parent is not None:
            cells[self._parent] = parent
        return cells

    def find_target(self, tag: str, tables: "dict[str, Table]") -> "int | Table | None":
        """Find what a child element is, and cache it."""
        name = plain(etree.QName(tag).localname)
        child_table = CHILD_TABLES.get(self.name, {}).get(name)
        target = tables[child_table] if child_table else self._position_of.get(name)
        self.targets[tag] = target
        return target

    def columns_outside_year(self, year: int) -> list[str]:
        """The columns that were found, although the return of that year does not ask for them."""
        found = {
            self.columns[target] for target in self.targets.values() if isinstance(target, int)
        }
        return sorted(name for name in found if not _is_asked(self.contract, name, year))


def _is_asked(contract: Contract, name: str, year: int) -> bool:
    column = contract.columns[name]
    return (column.first_year or year) <= year <= (column.last_year or year)
