"""Turns the elements of a person of a SEN2 return into rows.

Where a person's elements belong is worked out once for each shape, which is the names of the
elements and the number of children of each. Most persons of a return have the shape of an earlier
one, and then only their texts are read.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any
from xml.etree.ElementTree import Element

from ingest.formats import csv_lines
from ingest.formats.sen2_tables import PERSON, Table

MOST_PLANS = 2_000
LONGEST_KEPT = 500  # elements of a person whose plan is kept
TAG, TEXT = attrgetter("tag"), attrgetter("text")
# What follows the texts of a person's elements: a row's number, and that of its parent.
NUMBER, PARENT = -2, -1
HEADER_ROW = 1  # the parent of every person

Unknown = Callable[[Element, str], str]


@dataclass(frozen=True)
class PlannedRow:
    """A row of one shape: its table, its filled cells out of the person's texts, its line of CSV
    without them, and the place of its parent among the rows of the person."""

    table: Table
    cells: Callable[[list[Any]], tuple[Any, ...]]
    line: str
    parent: int


@dataclass(frozen=True)
class Plan:
    """The rows of one shape, parents first, and what is left out of it or given twice."""

    rows: tuple[PlannedRow, ...]
    remarks: Counter[str]


class Persons:
    """Adds the rows of persons to `tables`. `remarks` counts what was left out or given twice;
    `unknown` words the remark on an unknown element."""

    def __init__(self, tables: dict[str, Table], remarks: Counter[str], unknown: Unknown) -> None:
        self._tables = tables
        self._remarks = remarks
        self._unknown = unknown
        self._plans: dict[tuple[tuple[str, ...], tuple[int, ...]], Plan] = {}

    def add(self, person: Element) -> None:
        elements = list(person.iter())
        plan = self._plan(person, elements)
        texts: list[Any] = [text or "" for text in map(TEXT, elements)]
        if csv_lines.need_quotes("".join(texts)):
            texts = [csv_lines.quoted(text) for text in texts]
        texts += 0, HEADER_ROW
        numbers: list[int] = []
        for row in plan.rows:
            table = row.table
            table.rows += 1
            texts[NUMBER] = table.rows
            if numbers:
                texts[PARENT] = numbers[row.parent]
            numbers.append(table.rows)
            table.pending.append(row.line % row.cells(texts))
        if plan.remarks:
            self._remarks.update(plan.remarks)

    def _plan(self, person: Element, elements: list[Element]) -> Plan:
        shape = (tuple(map(TAG, elements)), tuple(map(len, elements)))
        plan = self._plans.get(shape)
        if plan is None:
            places = {element: place for place, element in enumerate(elements)}
            rows: list[PlannedRow] = []
            remarks: Counter[str] = Counter()
            self._plan_row(person, self._tables[PERSON], 0, places, rows, remarks)
            plan = Plan(tuple(rows), remarks)
            if len(elements) <= LONGEST_KEPT:
                if len(self._plans) >= MOST_PLANS:
                    self._plans.clear()
                self._plans[shape] = plan
        return plan

    def _plan_row(
        self,
        element: Element,
        table: Table,
        parent: int,
        places: dict[Element, int],
        rows: list[PlannedRow],
        remarks: Counter[str],
    ) -> None:
        """Plan one row and those of its child tables, whose tree bounds the depth."""
        places_of = {table.number: NUMBER}
        if table.parent is not None:
            places_of[table.parent] = PARENT
        own, below = len(rows), []
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
        filled = itemgetter(*(places_of[each] for each in sorted(places_of)))
        line = ["%s" if each in places_of else "" for each in range(len(table.columns))]
        rows.append(PlannedRow(table, filled, csv_lines.line(line), parent))
        for child, child_table in below:
            self._plan_row(child, child_table, own, places, rows, remarks)
