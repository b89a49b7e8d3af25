"""Turns the elements of a person of a SEN2 return into rows.

Where a person's elements belong is worked out once for each shape, which is the names of the
elements and the number of children of each. Most persons of a return have the shape of an earlier
one, and then only their texts are read.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any
from xml.etree.ElementTree import Element

from ingest.formats import csv_lines
from ingest.formats.sen2_tables import HEADER, PERSON, Table

MOST_PLANS = 2_000
LONGEST_KEPT = 500  # elements of a person whose plan is kept
BETWEEN_TABLES = "\0"  # no character of XML
TAG, TEXT = attrgetter("tag"), attrgetter("text")
HEADER_ROW = 1  # the parent of every person

Unknown = Callable[[Element, str], str]


@dataclass(frozen=True, eq=False)
class PlannedRow:
    """A row of one shape: its table, the places of its filled columns among the person's elements,
    and its parent, None for the row of the person."""

    table: Table
    places: dict[int, int]
    parent: "PlannedRow | None"


@dataclass(frozen=True)
class Plan:
    """The rows of one shape: how many of each table, their lines of CSV without the filled cells,
    and these out of the person's texts, which the numbers of its rows follow. Then which elements
    have children and how many, and what is left out or given twice."""

    counts: list[tuple[Table, int]]
    lines: str
    filled: Callable[[list[Any]], tuple[Any, ...]]
    parents: list[int]
    children: list[int]
    remarks: Counter[str]

    def is_of(self, elements: list[Element]) -> bool:
        """Whether elements of the same names have the shape. As many children of those that have
        any leave none for the others."""
        return [len(elements[place]) for place in self.parents] == self.children


class Persons:
    """Adds the rows of persons to `tables`. `remarks` counts what was left out or given twice;
    `unknown` words the remark on an unknown element."""

    def __init__(self, tables: dict[str, Table], remarks: Counter[str], unknown: Unknown) -> None:
        self._tables = tables
        self._of_persons = [table for name, table in tables.items() if name != HEADER]
        self._pending: list[str] = []  # the lines of each person, table by table
        self._remarks = remarks
        self._unknown = unknown
        self._plans: dict[tuple[tuple[str, ...], tuple[int, ...]], Plan] = {}
        self._last_plans: dict[tuple[str, ...], Plan] = {}  # by names alone, which is found faster

    def add(self, person: Element) -> None:
        elements = list(person.iter())
        plan = self._plan(person, elements)
        cells: list[Any] = [text or "" for text in map(TEXT, elements)]
        if csv_lines.need_quotes("".join(cells)):
            cells = [csv_lines.quoted(cell) for cell in cells]
        for table, count in plan.counts:
            first = table.rows + 1
            table.rows += count
            cells += range(first, first + count)
        cells.append(HEADER_ROW)
        self._pending.append(plan.lines % plan.filled(cells))
        if plan.remarks:
            self._remarks.update(plan.remarks)

    def flush(self) -> None:
        """Write the lines of the persons that were added."""
        if self._pending:
            lines = BETWEEN_TABLES.join(self._pending).split(BETWEEN_TABLES)
            self._pending.clear()
            for place, table in enumerate(self._of_persons):
                table.write("".join(lines[place :: len(self._of_persons)]))

    def _plan(self, person: Element, elements: list[Element]) -> Plan:
        names = tuple(map(TAG, elements))
        plan = self._last_plans.get(names)
        if plan and plan.is_of(elements):
            return plan
        shape = (names, tuple(map(len, elements)))
        plan = self._plans.get(shape) or self._new_plan(person, elements)
        if len(elements) <= LONGEST_KEPT:
            if len(self._plans) >= MOST_PLANS:
                self._plans.clear()
                self._last_plans.clear()
            self._plans[shape] = self._last_plans[names] = plan
        return plan

    def _new_plan(self, person: Element, elements: list[Element]) -> Plan:
        places = {element: place for place, element in enumerate(elements)}
        rows: list[PlannedRow] = []
        remarks: Counter[str] = Counter()
        self._plan_row(person, self._tables[PERSON], None, places, rows, remarks)
        parents = [place for place, element in enumerate(elements) if len(element)]
        children = [len(elements[place]) for place in parents]
        of_table = [[row for row in rows if row.table is each] for each in self._of_persons]
        counts = [(each[0].table, len(each)) for each in of_table if each]
        lines, filled = _lines(of_table, len(elements))
        return Plan(counts, lines, filled, parents, children, remarks)

    def _plan_row(
        self,
        element: Element,
        table: Table,
        parent: PlannedRow | None,
        places: dict[Element, int],
        rows: list[PlannedRow],
        remarks: Counter[str],
    ) -> None:
        """Plan one row and those of its child tables, whose tree bounds the depth."""
        places_of: dict[int, int] = {}
        row, below = PlannedRow(table, places_of, parent), []
        for child in element:
            target = table.target(child.tag)
            if isinstance(target, str):
                below.append((child, self._tables[target]))
            elif target is None:
                remarks[self._unknown(child, table.name)] += 1
            elif target in places_of:
                column = table.columns[target]
                remarks[f"{table.name}: {column} is given twice in one element, first kept"] += 1
            else:
                places_of[target] = places[child]
                for inner in child:
                    remarks[self._unknown(inner, f"{table.name}.{table.columns[target]}")] += 1
        rows.append(row)
        for child, child_table in below:
            self._plan_row(child, child_table, row, places, rows, remarks)


def _lines(
    of_table: list[list[PlannedRow]], elements: int
) -> tuple[str, Callable[[list[Any]], tuple[Any, ...]]]:
    """The lines of a person's rows, and what fills them. The number of each row has its place
    behind the texts of the elements, and that of the header's row behind these numbers."""
    rows = list(chain.from_iterable(of_table))
    numbers = {row: place for place, row in enumerate(rows, elements)}
    header_row = elements + len(rows)
    lines: dict[PlannedRow, str] = {}
    filled: list[int] = []
    for row, number in numbers.items():
        places = row.places | {row.table.number: number}
        if row.table.parent is not None:
            places[row.table.parent] = numbers[row.parent] if row.parent else header_row
        filled += [places[column] for column in sorted(places)]
        cells = ("%s" if column in places else "" for column in range(len(row.table.columns)))
        lines[row] = csv_lines.line(cells)
    tables = ("".join(lines[row] for row in each) for each in of_table)
    return BETWEEN_TABLES.join(tables), itemgetter(*filled)
