"""Reads the elements of a SEN2 return, as they end, into the rows of its tables."""

import re
from collections import Counter
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.formats import csv_lines
from ingest.formats.sen2_persons import Persons
from ingest.formats.sen2_tables import (
    HEADER,
    PERSON,
    SOURCE,
    Table,
    local_name,
    without_namespace,
)
from settings import bounds as bounds_file
from settings.bounds import Bounds

ROOT, PERSONS = "message", "persons"


class Reader:
    """Writes the rows of one return. `remarks` counts what was left out or given twice."""

    def __init__(self, name: str, la_code: str, tables: dict[str, Table], bounds: Bounds) -> None:
        self._bounds = bounds
        self._names: set[str | bytes] = set()
        self.name = name
        self.la_code = la_code
        self.tables = tables
        self.header: dict[str, str] = {}
        self.remarks: Counter[str] = Counter()
        self._persons = Persons(tables, self.remarks, self._unknown)

    def read(self, message: Element, is_whole: bool) -> bool:
        """Write the rows of the elements that have ended, and remove them; return whether a header
        or a person was among them. Of a message that is not whole the last element has not
        ended."""
        before = self.tables[HEADER].rows + self._persons.count
        ended = message[:] if is_whole else message[:-1]
        for child in ended:
            self._read_child(child)
        del message[: len(ended)]
        for child in message:
            if local_name(child.tag) == PERSONS:
                self._read_persons(child, is_whole=False)
            elif local_name(child.tag) != "header":
                self._check_place(child)
        return self.tables[HEADER].rows + self._persons.count > before

    def _read_child(self, child: Element) -> None:
        name = local_name(child.tag)
        if name == "header":
            self._read_header(child)
        elif name == PERSONS:
            self._read_persons(child, is_whole=True)
        else:
            self.remarks[self._unknown(child, "the return")] += 1

    def _read_persons(self, persons: Element, is_whole: bool) -> None:
        ended = persons[:] if is_whole else persons[:-1]
        for child in ended:
            if local_name(child.tag) == "person":
                self._persons.add(child)
            else:
                self.remarks[self._unknown(child, PERSONS)] += 1
        del persons[: len(ended)]

    def _read_header(self, header: Element) -> None:
        if self.header:
            raise FileRejected(f"{self.name} holds two headers. Expected one; send it again.")
        table = self.tables[HEADER]
        table.rows = 1
        cells = {table.number: "1"}
        for group in header:
            for child in group:
                self._set_cell(cells, table, child)
        texts = [cells.get(position, "") for position in range(len(table.columns))]
        self.header = dict(zip(table.columns, map(str.strip, texts), strict=True))
        _check_header(self.name, self.header, table.contract)
        self._check_authority(self.header["lea"])
        table.write(csv_lines.line(map(csv_lines.quoted, texts)))

    def _set_cell(self, cells: dict[int, str], table: Table, child: Element) -> None:
        position = table.target(child.tag)
        if not isinstance(position, int):
            self.remarks[self._unknown(child, table.name)] += 1
        elif position in cells:
            column = table.columns[position]
            self.remarks[f"{table.name}: {column} is given twice in one element, first kept"] += 1
        else:
            cells[position] = child.text or ""

    def _check_authority(self, code: str) -> None:
        if code == self.la_code:
            return
        shown = f"of authority {code}" if re.fullmatch(r"\d{3}", code) else "of no authority"
        raise FileRejected(
            f"{self.name} is the return {shown} (element LEA), but it lies in the folder of "
            f"{self.la_code}. Nothing of it was loaded; move it to the right folder."
        )

    def note_names(self, names: Iterable[str | bytes]) -> None:
        """Raises FileRejected for more names of unknown elements and of attributes than bounded."""
        self._names.update(names)
        if len(self._names) > self._bounds.max_names:
            raise FileRejected(
                f"{self.name} holds more than {self._bounds.max_names:,} names that a SEN2 return "
                "does not have. Nothing of it was loaded; send the return as it is uploaded to "
                f"COLLECT, {bounds_file.stated('max_names')}."
            )

    def _unknown(self, element: Element, where: str) -> str:
        """The remark on an unknown element. Raises FileRejected for a person or header in it."""
        self._check_place(element)
        self.note_names(each.tag for each in element.iter())
        return f"unknown element {_shown(element)} under {where}, not loaded"

    def _check_place(self, element: Element) -> None:
        """Raises FileRejected for a person or header where none is expected."""
        for each in element.iter():
            if (name := local_name(each.tag)) in ("header", "person"):
                raise FileRejected(
                    f"{self.name} holds a {name.title()} in the wrong place, in the element "
                    f"{_shown(element)}. Expected Message/Header and Message/Persons/Person."
                )

    def finish(self) -> None:
        """Write what is left and check the return as a whole. Raises FileRejected where header or
        persons are missing."""
        self._persons.flush()
        if not self.header:
            raise FileRejected(f"{self.name} has no Header. Expected one; send the return again.")
        if not self.tables[PERSON].rows:
            raise FileRejected(f"{self.name} holds no Person. Expected at least one.")

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


def _shown(element: Element) -> str:
    name = without_namespace(element.tag)
    return name if re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,40}", name) else "(unprintable)"


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
