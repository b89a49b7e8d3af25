"""Other ways to write the same rows: nothing may change."""

import csv
from random import Random

from tests.mutants.bases import Table
from tests.mutants.mutant import SAME, Mutant, way, written


@way
def untouched(rng: Random, table: Table) -> Mutant:
    return written(table, SAME)


@way
def byte_order_mark(rng: Random, table: Table) -> Mutant:
    return Mutant(table.text().encode("utf-8-sig"), SAME)


@way
def cp1252(rng: Random, table: Table) -> Mutant:
    return Mutant(table.text().encode("cp1252"), SAME)


@way
def utf16(rng: Random, table: Table) -> Mutant:
    return Mutant(table.text().encode("utf-16"), SAME)


@way
def windows_line_ends(rng: Random, table: Table) -> Mutant:
    return written(table, SAME, end="\r\n")


@way
def other_delimiter(rng: Random, table: Table) -> Mutant:
    return written(table, SAME, delimiter=rng.choice(";\t|"))


@way
def everything_quoted(rng: Random, table: Table) -> Mutant:
    return Mutant(table.text(quoting=csv.QUOTE_ALL).encode(), SAME)


@way
def columns_in_another_order(rng: Random, table: Table) -> Mutant:
    order = rng.sample(range(len(table.header)), len(table.header))
    header = [table.header[place] for place in order]
    return written(table.but(header, [[row[p] for p in order] for row in table.rows]), SAME)


@way
def headers_in_another_case(rng: Random, table: Table) -> Mutant:
    """Figures' headers are names that DfE gives: they are kept as spelt."""
    respell = rng.choice([str.upper, str.title, lambda name: f" {name.replace('_', ' ')} "])
    kinds = table.types
    header = [name if kinds[name] == "figure" else respell(name) for name in table.header]
    return written(table.but(header), SAME)


@way
def rows_in_another_order(rng: Random, table: Table) -> Mutant:
    return written(table.but(rows=rng.sample(table.rows, len(table.rows))), SAME)


@way
def no_line_end_at_the_end(rng: Random, table: Table) -> Mutant:
    return Mutant(table.text().rstrip("\n").encode(), SAME)


@way
def blank_lines_at_the_end(rng: Random, table: Table) -> Mutant:
    return Mutant((table.text() + "\n" * rng.randint(1, 5)).encode(), SAME)


@way
def spaces_around_cells(rng: Random, table: Table) -> Mutant:
    rows = [[f"  {cell} " if rng.random() < 0.3 else cell for cell in row] for row in table.rows]
    return written(table.but(rows=rows), SAME)
