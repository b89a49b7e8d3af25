"""The rows of a SEN2 return: which element is which column, and what is odd about those that came.

Each row carries its own number in the return and that of the row it belongs to, so that repeated
elements are all kept and parents and children join. Which element is which column, and in which
collection years it is asked for, the contracts `dfe_census/sen2_*` say. Element tree: DfE's SEN2
schemas 2023-2026.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from ingest.contracts import Contract
from ingest.errors import FileRejected
from ingest.formats.csv_text import plain

SOURCE, PERSON, HEADER = "dfe_census", "sen2_person", "sen2_header"
ROOT, PERSONS = "message", "persons"
MOST_REMARKS = 50
WITHIN = {
    PERSON: {"requests": "sen2_requests"},
    "sen2_requests": {"assessment": "sen2_assessment", "activeplans": "sen2_active_plans"},
    "sen2_assessment": {"namedplan": "sen2_named_plan"},
    "sen2_named_plan": {"plandetail": "sen2_plan_detail"},
    "sen2_active_plans": {
        "placementdetail": "sen2_placement_detail",
        "senneed": "sen2_sen_need",
    },
}


class Table:
    """One table being written. `places` says what a child element is: a column's position, a
    table within this one, or nothing that is known."""

    def __init__(self, contract: Contract, writer: Any) -> None:
        self.name = contract.dataset
        self.columns = [n for n, column in contract.columns.items() if column.from_file]
        self.own = self.columns.index(contract.key[0])
        self.parent = next((self.columns.index(name) for name in contract.references), None)
        self.elements = {
            plain(spelling): place
            for place, name in enumerate(self.columns)
            if place not in (self.own, self.parent)
            for spelling in (name, *contract.columns[name].aliases)
        }
        self.contract = contract
        self.places: dict[str, int | Table | None] = {}
        self.rows = 0
        self.write = writer.writerow
        self.write(self.columns)

    def row(self, parent: int | None) -> list[str | int | None]:
        self.rows += 1
        cells: list[str | int | None] = [None] * len(self.columns)
        cells[self.own] = self.rows
        if self.parent is not None:
            cells[self.parent] = parent
        return cells


class Reader:
    """Turns the elements of one return into rows, and counts what is odd about them."""

    def __init__(self, name: str, la_code: str, tables: dict[str, Table]) -> None:
        self.name = name
        self.la_code = la_code
        self.tables = tables
        self.header: dict[str, str] = {}
        self.odd: Counter[str] = Counter()

    def take(self, element: Any) -> None:
        """Write what an ended Header or Person says, then let go of it."""
        parent = element.getparent()
        above = local(parent) if parent is not None else None
        if local(element) == "header" and above == ROOT:
            self._take_header(element)
        elif local(element) == "person" and above == PERSONS and self._of_root(parent):
            self._take(element, self.tables[PERSON], 1)
            self._let_go(element)
        else:
            raise FileRejected(
                f"{self.name} holds a {local(element).title()} in the wrong place (line "
                f"{element.sourceline}). Expected Message/Header and Message/Persons/Person."
            )

    def _of_root(self, persons: Any) -> bool:
        above = persons.getparent()
        return above is not None and above.getparent() is None

    def _take_header(self, header: Any) -> None:
        if self.header:
            raise FileRejected(f"{self.name} holds two headers. Expected one; send it again.")
        table = self.tables[HEADER]
        cells = table.row(None)
        for group in header:
            for child in group:
                self._put(cells, table, child, self._place(table, child.tag))
        self.header = {
            name: str(cell or "").strip() for name, cell in zip(table.columns, cells, strict=True)
        }
        _check_header(self.name, self.header, table.contract)
        if self.header["lea"] != self.la_code:
            raise FileRejected(self._of_another(self.header["lea"]))
        table.write(cells)

    def _of_another(self, code: str) -> str:
        shown = f"of authority {code}" if re.fullmatch(r"\d{3}", code) else "of no authority"
        return (
            f"{self.name} is the return {shown} (element LEA), but it lies in the folder of "
            f"{self.la_code}. Nothing of it was loaded; move it to the right folder."
        )

    def _take(self, element: Any, table: Table, parent: int) -> None:
        """One row, and the rows of the tables within it. Depth is bounded by `WITHIN`."""
        cells = table.row(parent)
        own, places = table.rows, table.places
        for child in element:
            tag = child.tag
            place = places[tag] if tag in places else self._place(table, tag)
            if isinstance(place, Table):
                self._take(child, place, own)
            else:
                self._put(cells, table, child, place)
        table.write(cells)

    def _put(self, cells: list[Any], table: Table, child: Any, place: Any) -> None:
        if place is None:
            self._unknown(child, table.name)
        elif cells[place] is not None:
            self.odd[
                f"{table.name}: {table.columns[place]} is given twice in one element, first kept"
            ] += 1
        else:
            cells[place] = child.text or ""

    def _place(self, table: Table, tag: str) -> int | Table | None:
        name = plain(etree.QName(tag).localname)
        within = WITHIN.get(table.name, {}).get(name)
        place = self.tables[within] if within else table.elements.get(name)
        table.places[tag] = place
        return place

    def _unknown(self, element: Any, where: str) -> None:
        name = etree.QName(element).localname
        shown = name if re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,40}", name) else "(unprintable)"
        self.odd[f"unknown element {shown} under {where}, not loaded"] += 1

    def _let_go(self, person: Any) -> None:
        person.clear()
        persons = person.getparent()
        while (before := person.getprevious()) is not None:
            if local(before) != "person":
                self._unknown(before, PERSONS)
            persons.remove(before)

    def end(self, root: Any) -> None:
        """What only the whole return shows. Raises FileRejected where it is no whole return."""
        if not self.header:
            raise FileRejected(f"{self.name} has no Header. Expected one; send the return again.")
        if not self.tables[PERSON].rows:
            raise FileRejected(f"{self.name} holds no Person. Expected at least one.")
        for child in root:
            if local(child) not in ("header", PERSONS):
                self._unknown(child, "the return")
            for left in child if local(child) == PERSONS else ():
                if local(left) != "person":
                    self._unknown(left, PERSONS)

    def findings(self) -> list[str]:
        counts = ", ".join(
            f"{table.rows:,} {name.removeprefix('sen2_').replace('_', ' ')}"
            for name, table in self.tables.items()
            if name != HEADER
        )
        said = f"SEN2 {self.header['collection_year']} as at {self.header['reference_date']}"
        odd = [f"{what}: {count} time(s)" for what, count in sorted(self.odd.items())]
        return [f"{said}: {counts}", *odd[:50], *_out_of_year(self)]


def tables() -> list[str]:
    """Every table of a return, those that others belong to first."""
    return [HEADER, PERSON, *_below(PERSON)]


def _below(table: str) -> Iterator[str]:
    for name in WITHIN.get(table, {}).values():
        yield name
        yield from _below(name)


def local(element: Any) -> str:
    return str(etree.QName(element).localname).lower()


def _check_header(name: str, header: dict[str, str], contract: Contract) -> None:
    if header["collection"].upper() != "SEN2":
        raise FileRejected(f"{name} is of another collection than SEN2 (element Collection).")
    years = contract.columns["collection_year"].codes
    if header["collection_year"] not in years:
        year = header["collection_year"]
        shown = year if re.fullmatch(r"\d{4}", year) else "no year"
        raise FileRejected(
            f"{name} is of collection year {shown}; declared are {', '.join(years)}. Look up what "
            f"that year's return changes, declare it in the contracts {SOURCE}/sen2_*.yml, and "
            "the file is read on the next night."
        )
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", header["reference_date"]):
        raise FileRejected(f"{name} has no ReferenceDate (expected yyyy-mm-dd). Send it again.")


def _out_of_year(reader: Reader) -> list[str]:
    """Elements that came although the contract says that this year's return doesn't ask them."""
    year = int(reader.header["collection_year"])
    return [
        f"{table.name}: {name} is not part of the return of {year}, kept"
        for table in reader.tables.values()
        for name in sorted(
            {
                table.columns[place]
                for place in table.places.values()
                if isinstance(place, int) and not _asked(table.contract, table.columns[place], year)
            }
        )
    ]


def _asked(contract: Contract, name: str, year: int) -> bool:
    column = contract.columns[name]
    return (column.first_year or year) <= year <= (column.last_year or year)
