"""Turns the elements of a SEN2 return into the rows of its tables."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.formats.sen2_tables import HEADER, PERSON, SOURCE, Table, local_name
from settings import bounds as bounds_file
from settings.bounds import Bounds

ROOT, PERSONS = "message", "persons"


class Reader:
    """Writes the rows of one return. `remarks` counts what was left out or given twice."""

    def __init__(self, name: str, la_code: str, tables: dict[str, Table], bounds: Bounds) -> None:
        self._bounds = bounds
        self._names: set[Any] = set()
        self.name = name
        self.la_code = la_code
        self.tables = tables
        self.header: dict[str, str] = {}
        self.remarks: Counter[str] = Counter()

    def read(self, element: Any) -> None:
        """Write the rows of a Header or Person that has ended, and free its memory."""
        parent = element.getparent()
        parent_name = local_name(parent) if parent is not None else None
        if local_name(element) == "header" and parent_name == ROOT:
            self._read_header(element)
        elif local_name(element) == "person" and parent_name == PERSONS and _below_root(parent):
            self._read_row(element, self.tables[PERSON], 1)
            self._free(element)
        else:
            raise FileRejected(
                f"{self.name} holds a {local_name(element).title()} in the wrong place (line "
                f"{element.sourceline}). Expected Message/Header and Message/Persons/Person."
            )

    def _read_header(self, header: Any) -> None:
        if self.header:
            raise FileRejected(f"{self.name} holds two headers. Expected one; send it again.")
        table = self.tables[HEADER]
        cells = table.new_row(None)
        for group in header:
            for child in group:
                self._set_cell(cells, table, child, table.find_target(child.tag, self.tables))
        self.header = {
            name: str(cell or "").strip() for name, cell in zip(table.columns, cells, strict=True)
        }
        _check_header(self.name, self.header, table.contract)
        self._check_authority(self.header["lea"])
        table.write(cells)

    def _check_authority(self, code: str) -> None:
        if code == self.la_code:
            return
        shown = f"of authority {code}" if re.fullmatch(r"\d{3}", code) else "of no authority"
        raise FileRejected(
            f"{self.name} is the return {shown} (element LEA), but it lies in the folder of "
            f"{self.la_code}. Nothing of it was loaded; move it to the right folder."
        )

    def _read_row(self, element: Any, table: Table, parent: int) -> None:
        """Write one row, and before it the rows of its child tables. The tree of child tables
        bounds the depth."""
        cells = table.new_row(parent)
        number, targets = table.rows, table.targets
        for child in element:
            tag = child.tag
            target = targets[tag] if tag in targets else table.find_target(tag, self.tables)
            # first what most elements are, without a call
            if type(target) is int and cells[target] is None:
                cells[target] = child.text or ""
            elif isinstance(target, Table):
                self._read_row(child, target, number)
            else:
                self._set_cell(cells, table, child, target)
        table.write(cells)

    def _set_cell(self, cells: list[Any], table: Table, child: Any, position: Any) -> None:
        if position is None:
            self._remark_unknown(child, table.name)
        elif cells[position] is not None:
            column = table.columns[position]
            self.remarks[f"{table.name}: {column} is given twice in one element, first kept"] += 1
        else:
            cells[position] = child.text or ""

    def note_names(self, names: Iterable[Any]) -> None:
        """Raises FileRejected for more names of unknown elements and of attributes than bounded."""
        self._names.update(names)
        if len(self._names) > self._bounds.max_names:
            raise FileRejected(
                f"{self.name} holds more than {self._bounds.max_names:,} names that a SEN2 return "
                "does not have. Nothing of it was loaded; send the return as it is uploaded to "
                f"COLLECT, {bounds_file.stated('max_names')}."
            )

    def _remark_unknown(self, element: Any, where: str) -> None:
        self.note_names(each.tag for each in element.iter())
        name = etree.QName(element).localname
        shown = name if re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,40}", name) else "(unprintable)"
        self.remarks[f"unknown element {shown} under {where}, not loaded"] += 1

    def _free(self, person: Any) -> None:
        person.clear()
        persons = person.getparent()
        while (before := persons.getprevious()) is not None and local_name(before) != "header":
            self._remark_unknown(before, "the return")
            persons.getparent().remove(before)
        while (before := person.getprevious()) is not None:
            if local_name(before) != "person":
                self._remark_unknown(before, PERSONS)
            persons.remove(before)

    def finish(self, root: Any) -> None:
        """Check the return as a whole. Raises FileRejected where header or persons are missing."""
        if not self.header:
            raise FileRejected(f"{self.name} has no Header. Expected one; send the return again.")
        if not self.tables[PERSON].rows:
            raise FileRejected(f"{self.name} holds no Person. Expected at least one.")
        for child in root:
            if local_name(child) not in ("header", PERSONS):
                self._remark_unknown(child, "the return")
            for left in child if local_name(child) == PERSONS else ():
                if local_name(left) != "person":
                    self._remark_unknown(left, PERSONS)

    def findings(self) -> list[str]:
        """Year, reference date and rows of each table; then the remarks."""
        counts = ", ".join(
            f"{table.rows:,} {name.removeprefix('sen2_').replace('_', ' ')}"
            for name, table in self.tables.items()
            if name != HEADER
        )
        year = self.header["collection_year"]
        remarks = [f"{remark}: {count} time(s)" for remark, count in sorted(self.remarks.items())]
        return [
            f"SEN2 {year} as at {self.header['reference_date']}: {counts}",
            *remarks[: self._bounds.max_remarks],
            *[
                f"{table.name}: {name} is not part of the return of {year}, kept"
                for table in self.tables.values()
                for name in table.columns_outside_year(int(year))
            ],
        ]


def _below_root(persons: Any) -> bool:
    parent = persons.getparent()
    return parent is not None and parent.getparent() is None


def _check_header(name: str, header: dict[str, str], contract: Contract) -> None:
    if header["collection"].upper() != "SEN2":
        raise FileRejected(f"{name} is of another collection than SEN2 (element Collection).")
    years = contract.columns["collection_year"].codes
    if header["collection_year"] not in years:
        year = header["collection_year"]
        shown = year if re.fullmatch(r"\d{4}", year) else "no year"
        raise FileRejected(
            f"{name} is of collection year {shown}; declared are {', '.join(years)}. Find out what "
            f"that year's return changes and declare it in the contracts {SOURCE}/sen2_*.yml; then "
            "the file is loaded on the next night."
        )
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", header["reference_date"]):
        raise FileRejected(f"{name} has no ReferenceDate (expected yyyy-mm-dd). Send it again.")
