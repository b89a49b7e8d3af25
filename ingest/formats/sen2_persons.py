"""Turns the elements of a person of a SEN2 return into rows.

Where a person's elements belong is worked out once for each shape, which is the names of the
elements and the number of children of each. Most persons of a return have the shape of an earlier
one, and then only their texts are read.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from operator import add, attrgetter, itemgetter
from typing import Any
from xml.etree.ElementTree import Element

from ingest.formats import csv_lines
from ingest.formats.sen2_tables import HEADER, PERSON, Table

MOST_PLANS = 2_000
LONGEST_KEPT = 500  # elements of a person whose plan is kept
WRITTEN_AT_ONCE = 1 << 17  # characters, by which memory is bounded
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
    """The rows of one shape. `counts`: how many of each table. `tables` and `before`: of each row,
    the place of its table, and how many of the person's rows of that table precede it. `lines`:
    their lines of CSV, with `commas`, without the filled cells; `filled` takes these out of the
    person's texts and the numbers of its rows. `parents` and `children`: which elements have
    children, and how many. `remarks`: what is left out or given twice."""

    counts: list[int]
    tables: list[int]
    before: list[int]
    lines: str
    commas: int
    filled: Callable[[list[Any]], tuple[Any, ...]]
    parents: list[int]
    children: list[int]
    remarks: Counter[str]

    def is_plain(self, lines: str) -> bool:
        """Whether no filled cell needs quotes, and none is of an element without text, which Python
        writes as None."""
        return (
            lines.count(",") == self.commas
            and lines.count("\n") == lines.count("\r") == len(self.tables)
            and '"' not in lines
            and "None" not in lines
        )

    def is_of(self, elements: list[Element]) -> bool:
        """Whether elements of the same names have the shape. If the elements with children have the
        planned numbers, the others can have none."""
        return [len(elements[place]) for place in self.parents] == self.children


class Persons:
    """Adds the rows of persons to `tables`, parents before children. `remarks` counts what was left
    out or given twice; `unknown` words the remark on an unknown element."""

    def __init__(self, tables: dict[str, Table], remarks: Counter[str], unknown: Unknown) -> None:
        self._tables = tables
        self._of_persons = [table for name, table in tables.items() if name != HEADER]
        self._next = [1 for _ in self._of_persons]  # the number of the next row of each table
        self._pending: list[str] = []  # the lines of each person, table by table
        self._pending_characters = 0
        self._remarks = remarks
        self._unknown = unknown
        self._plans: dict[tuple[tuple[str, ...], tuple[int, ...]], Plan] = {}
        self._last_plans: dict[tuple[str, ...], Plan] = {}  # by names alone, which is found faster

    def add(self, person: Element) -> None:
        elements = list(person.iter())
        plan = self._plan(person, elements)
        cells: list[Any] = list(map(TEXT, elements))
        first = self._next
        numbers = [*map(add, map(first.__getitem__, plan.tables), plan.before), HEADER_ROW]
        self._next = list(map(add, first, plan.counts))
        lines = plan.lines % plan.filled(cells + numbers)
        if not plan.is_plain(lines):
            cells = [csv_lines.quoted(cell or "") for cell in cells]
            lines = plan.lines % plan.filled(cells + numbers)
        self._pending.append(lines)
        self._pending_characters += len(lines)
        if self._pending_characters > WRITTEN_AT_ONCE:
            self.flush()
        if plan.remarks:
            self._remarks.update(plan.remarks)

    @property
    def count(self) -> int:
        """The number of persons that were added."""
        return self._next[0] - 1

    def flush(self) -> None:
        """Write the lines of the persons that were added."""
        if self._pending:
            lines = BETWEEN_TABLES.join(self._pending).split(BETWEEN_TABLES)
            self._pending.clear()
            self._pending_characters = 0
            for place, table in enumerate(self._of_persons):
                table.write("".join(lines[place :: len(self._of_persons)]))
                table.rows = self._next[place] - 1

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
        counts = [len(each) for each in of_table]
        tables = [place for place, count in enumerate(counts) for _ in range(count)]
        before = [earlier for count in counts for earlier in range(count)]
        lines, filled = _lines(of_table, len(elements))
        commas = lines.count(",")
        return Plan(counts, tables, before, lines, commas, filled, parents, children, remarks)

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
