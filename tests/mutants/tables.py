"""Mutations of columns and rows: removed, repeated, renamed, moved and emptied."""

import csv
import io
from random import Random

from tests.mutants.bases import KEYS, Table
from tests.mutants.mutant import EACH_ROW, NOT_CLEAN, REJECTED, Mutant, mutation, written


def _needed(rng: Random, table: Table) -> int:
    """Return a required column; a release's `extra` and its two breakdowns are optional."""
    spare = ("extra", "breakdown_topic", "breakdown")
    return rng.choice([n for n, name in enumerate(table.header) if name not in spare])


def _without(table: Table, place: int) -> Table:
    def cut(row: list[str]) -> list[str]:
        return row[:place] + row[place + 1 :]

    return table.but(cut(table.header), [cut(row) for row in table.rows])


@mutation
def column_dropped(rng: Random, table: Table) -> Mutant:
    return written(_without(table, _needed(rng, table)), REJECTED)


@mutation
def column_renamed(rng: Random, table: Table) -> Mutant:
    header, place = list(table.header), _needed(rng, table)
    header[place] = rng.choice([header[place] + "_new", header[place][:-1], "Unnamed: 3", "", "?"])
    return written(table.but(header), REJECTED)


@mutation
def column_repeated(rng: Random, table: Table) -> Mutant:
    place = rng.choice([n for n, name in enumerate(table.header) if table.types[name] != "figure"])
    name = table.header[place]
    header = [*table.header, rng.choice([name, name.upper()])]
    return written(table.but(header, [[*row, row[place]] for row in table.rows]), REJECTED)


@mutation
def header_in_place_of_another(rng: Random, table: Table) -> Mutant:
    header = list(table.header)
    one = _needed(rng, table)
    other = rng.choice([n for n in range(len(header)) if n != one])
    header[one] = header[other]
    return written(table.but(header), REJECTED)


@mutation
def columns_added(rng: Random, table: Table) -> Mutant:
    names = rng.sample(["Notes", "social worker", "x1", "", "Column 12", "na\u00efve"], 2)
    return written(table.but([*table.header, *names], [[*row, "a", ""] for row in table.rows]))


@mutation
def header_only(rng: Random, table: Table) -> Mutant:
    return written(table.but(rows=[]), REJECTED)


@mutation
def no_header(rng: Random, table: Table) -> Mutant:
    return Mutant(table.text().split("\n", 1)[1].encode(), REJECTED)


@mutation
def title_above_the_header(rng: Random, table: Table) -> Mutant:
    title = rng.choice(["Extract for the council,,,", "Report run 20/11/2026", "", ",,,,"])
    return Mutant((title + "\n" + table.text()).encode())


@mutation
def header_again_among_the_rows(rng: Random, table: Table) -> Mutant:
    return written(_put_in(rng, table, list(table.header)), NOT_CLEAN)


@mutation
def footer(rng: Random, table: Table) -> Mutant:
    line = rng.choice(["*** END ***", f"{len(table.rows)} rows", "Total,,,12.00"])
    return Mutant((table.text() + line + "\n").encode(), NOT_CLEAN)


@mutation
def cut_in_the_middle_of_a_row(rng: Random, table: Table) -> Mutant:
    lines = table.text().rstrip("\n").split("\n")
    at = rng.randrange(1, len(lines))
    lines[at] = lines[at][: rng.randrange(1, len(lines[at]))]
    return Mutant("\n".join(lines).encode())


@mutation
def file_ends_in_a_row(rng: Random, table: Table) -> Mutant:
    """The last line lacks its last column, as after a transfer that broke off."""
    lines = table.text().rstrip("\n").split("\n")
    return Mutant("\n".join([*lines[:-1], lines[-1].rsplit(",", 1)[0]]).encode(), NOT_CLEAN)


@mutation
def rows_with_cells_too_many(rng: Random, table: Table) -> Mutant:
    rows = [list(row) for row in table.rows]
    for row in rng.sample(rows, rng.choice([1, 2, 20])):
        row.insert(rng.randrange(len(row)), rng.choice(["", "x", "1"]))
    return written(table.but(rows=rows), NOT_CLEAN)


@mutation
def rows_with_cells_too_few(rng: Random, table: Table) -> Mutant:
    rows = [list(row) for row in table.rows]
    for row in rng.sample(rows, rng.choice([1, 2, 20])):
        del row[rng.randrange(len(row))]
    return written(table.but(rows=rows), NOT_CLEAN)


@mutation
def rows_shifted(rng: Random, table: Table) -> Mutant:
    rows = [list(row) for row in table.rows]
    for row in rng.sample(rows, rng.choice([1, 5, len(rows)])):
        row[:] = [row[-1], *row[:-1]] if rng.random() < 0.5 else [*row[1:], row[0]]
    return written(table.but(rows=rows))


@mutation
def rows_twice(rng: Random, table: Table) -> Mutant:
    again = [list(row) for row in rng.sample(table.rows, rng.choice([1, 3, len(table.rows)]))]
    return written(table.but(rows=[*table.rows, *again]))


@mutation
def keys_repeated(rng: Random, table: Table) -> Mutant:
    """Rows with one key and different contents, of which none can be accepted."""
    rows = [list(row) for row in table.rows]
    if table.dataset in KEYS:
        for one, other in [rng.sample(range(len(rows)), 2) for _ in range(rng.choice([1, 4]))]:
            rows[one][: KEYS[table.dataset]] = rows[other][: KEYS[table.dataset]]
        return written(table.but(rows=rows), NOT_CLEAN)
    rows.append([*rows[5][:-1], "99.5"])
    return written(table.but(rows=rows), NOT_CLEAN)


@mutation
def rows_dropped(rng: Random, table: Table) -> Mutant:
    """A full extract with less than half of the earlier rows is rejected; ledger files vary."""
    left = rng.choice([1, 5, 21, 22, 30])
    collapsed = left < 22 and table.dataset not in ("transactions", "caseload")
    return written(
        table.but(rows=rng.sample(table.rows, left)), REJECTED if collapsed else EACH_ROW
    )


@mutation
def column_blanked(rng: Random, table: Table) -> Mutant:
    """An empty column is rejected only if it is required or the earlier file filled it."""
    place = rng.randrange(len(table.header))
    kind = table.types[table.header[place]]
    is_checked = (
        table.dataset not in ("transactions", "caseload") and kind != "drop"
    ) or "!" in kind
    rows = [[*row[:place], "", *row[place + 1 :]] for row in table.rows]
    return written(table.but(rows=rows), REJECTED if is_checked else EACH_ROW)


@mutation
def columns_swapped(rng: Random, table: Table) -> Mutant:
    one, other = rng.sample(range(len(table.header)), 2)
    header = list(table.header)
    header[one], header[other] = header[other], header[one]
    return written(table.but(header))


@mutation
def blank_rows(rng: Random, table: Table) -> Mutant:
    return written(_put_in(rng, table, [""] * len(table.header)), NOT_CLEAN)


@mutation
def blank_lines_between(rng: Random, table: Table) -> Mutant:
    lines = table.text().rstrip("\n").split("\n")
    for _ in range(rng.choice([1, 6])):
        lines.insert(rng.randrange(1, len(lines)), "")
    return Mutant("\n".join(lines).encode())


@mutation
def spoilt_row_after_a_blank_line(rng: Random, table: Table) -> Mutant:
    """The receipt must still give the right line number."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.header)
    for n, row in enumerate(table.rows):
        out.write("\n" * (n == 7))
        writer.writerow(row[:-1] if n == 20 else row)
    return Mutant(out.getvalue().encode(), NOT_CLEAN)


@mutation
def other_file_under_this_name(rng: Random, table: Table) -> Mutant:
    from tests.mutants.bases import MAKERS, base

    other = base(rng.choice([name for name in MAKERS if name != table.dataset]))
    return written(other, REJECTED)


def _put_in(rng: Random, table: Table, row: list[str]) -> Table:
    at = rng.randrange(1, len(table.rows))
    return table.but(rows=[*table.rows[:at], row, *table.rows[at:]])
