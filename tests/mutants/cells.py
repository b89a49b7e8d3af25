"""Mutations of cells: what spreadsheets, other systems and people enter instead of a value."""

from random import Random

from tests.mutants.bases import Table
from tests.mutants.mutant import EACH_ROW, NOT_CLEAN, Mutant, mutation, written

WORDS_FOR_NULL = (
    "NaN",
    "NULL",
    "null",
    "None",
    "N/A",
    "#N/A",
    "#REF!",
    "#VALUE!",
    "-",
    ".",
    "?",
    "TBC",
)
NUMBERS = (
    "1E+05", "1e3", "0x1F", "1 496.00", "1.496,00", "1496,00", "1,49,6.00", "12.345", "1_000",
    "'5", "=1+1", "=SUM(A1:A9)", "+5", "--5", "(5", "5)", "(-5)", "-5-", "£5", "5 GBP", "$5",
    "\u20ac5", "\u221212.00", "\u0661\u0662", "\uff11\uff12", "\u00bd", "Infinity", "-inf", "1.5.2",
    "99999999999999999999", "-99999999999999999.99", "9999999999999999.99", "1.0", "007", "1/2",
    "5%", "1,000", "12,34", ".5", "5.", "-0", "1.10000000", "1.005",
)  # fmt: skip
DATES = (
    "2026-02-30", "2026-13-01", "2026-00-10", "0000-00-00", "26-01-05", "05/01/26", "05/01/2026",
    "01/25/2026", "2026/01/05", "20260105", "46027", "46027.5", "1/5/2026", "2026-1-5",
    "5 January 2026", "2026-01-05T00:00:00", "2026-01-05 00:00:00", "2026-01-05Z", "1066-10-14",
    "1899-12-30", "1900-01-01", "2099-12-31", "9999-12-31", "10000-01-01", "-2026-01-05",
    "2025-02-29", "2026-W01-1", "infinity", "epoch", "today", "\u0662\u0660\u0662\u0665-01-05",
    "2025\u201101\u201105", "2025-01-05 BST", "02025-01-05", "2025-001-05", "+2025-01-05",
)  # fmt: skip
INVISIBLE = (
    "\u00a0", "\u200b", "\ufeff", "\u2028", "\u202e", "\u0301", "\u00ad", "\t", "\v", "\x1a",
    "\x1b[31m", "\u3000", "\x85", "\x7f",
)  # fmt: skip
TEXTS = (
    "\U0001f600", "\u202eabc", "\u05d0\u05d1\u05d2", "\u4f60\u597d", "' or 1=1 --", "{batch}",
    "%s%n", "$(id)", "<b>x</b>", "\\", "\\N", "a | b", "a;b", "x" * 300,
    "line\nbreak", "line\r\nbreak", 'a "b" c', '"', '""', ",", "=cmd|' /C calc'!A0",
    "\ud7ff", "A\u030a",
)  # fmt: skip


def _replaced(
    rng: Random,
    table: Table,
    kinds: tuple[str, ...],
    values: tuple[str, ...],
    expected: str = EACH_ROW,
) -> Mutant:
    """Replace up to twelve cells of these kinds, of any kind where the table has none."""
    places = table.columns_of(*kinds) or list(range(len(table.header)))
    rows = [list(row) for row in table.rows]
    for at in rng.sample(range(len(rows)), rng.choice([1, 1, 2, 12])):
        rows[at][rng.choice(places)] = rng.choice(values)
    return written(table.but(rows=rows), expected)


@mutation
def no_values_but_words_for_null(rng: Random, table: Table) -> Mutant:
    kinds = ("date", "integer", "period", "money", "flag", "code", "number")
    return _replaced(rng, table, kinds, WORDS_FOR_NULL)


@mutation
def numbers_in_other_formats(rng: Random, table: Table) -> Mutant:
    return _replaced(rng, table, ("money", "integer", "period"), NUMBERS)


@mutation
def dates_in_other_formats(rng: Random, table: Table) -> Mutant:
    return _replaced(rng, table, ("date",), DATES)


@mutation
def numbers_anywhere(rng: Random, table: Table) -> Mutant:
    return _replaced(rng, table, ("id", "text", "code", "flag", "number", "figure"), NUMBERS)


@mutation
def codes_not_in_the_list(rng: Random, table: Table) -> Mutant:
    made_up = ("Q", "YES PLEASE", "0", "99", "UN4", "ASDX", "X Y", "high need", "Other")
    return _replaced(
        rng, table, ("code",), made_up, NOT_CLEAN if table.columns_of("code") else EACH_ROW
    )


@mutation
def codes_in_another_case(rng: Random, table: Table) -> Mutant:
    rows = [list(row) for row in table.rows]
    for place in table.columns_of("code"):
        for row in rows:
            row[place] = rng.choice([str.lower, str.upper])(row[place])
    return written(table.but(rows=rows))


@mutation
def required_cells_blanked(rng: Random, table: Table) -> Mutant:
    required = [n for n, name in enumerate(table.header) if table.types[name].endswith("!")]
    rows = [list(row) for row in table.rows]
    for at in rng.sample(range(len(rows)), rng.choice([1, 2, 10])):
        rows[at][rng.choice(required)] = rng.choice(["", " ", '""'[:0]])
    return written(table.but(rows=rows), NOT_CLEAN)


@mutation
def unknown_references(rng: Random, table: Table) -> Mutant:
    """References to ids that do not exist; tables without references stay as they are."""
    made_up = ("P-ZQ999", "r-zq001", "P-ZQ0001", "0")
    places = [n for n in table.columns_of("id") if n or table.dataset in ("assessments", "needs")]
    rows = [list(row) for row in table.rows]
    for at in rng.sample(range(len(rows)), rng.choice([1, 2, 12])) if places else ():
        rows[at][rng.choice(places)] = rng.choice(made_up)
    return written(table.but(rows=rows), NOT_CLEAN if places else EACH_ROW)


@mutation
def unprintable_characters(rng: Random, table: Table) -> Mutant:
    """Spaces and characters that cannot be seen, before, after or within a cell's value."""
    rows = [list(row) for row in table.rows]
    for at in rng.sample(range(len(rows)), rng.choice([1, 2, 12])):
        place, inserted = rng.randrange(len(table.header)), rng.choice(INVISIBLE)
        cell, cut = rows[at][place], rng.choice([0, 1, 99])
        rows[at][place] = cell[:cut] + inserted + cell[cut:]
    return written(table.but(rows=rows))


@mutation
def texts_out_of_the_ordinary(rng: Random, table: Table) -> Mutant:
    kinds = tuple(
        rng.choice([("text", "drop"), ("id", "code", "date", "money", "figure", "number")])
    )
    return _replaced(rng, table, kinds, TEXTS)


@mutation
def line_breaks_in_cells(rng: Random, table: Table) -> Mutant:
    return _replaced(rng, table, ("text", "drop"), ("one\ntwo", "a\r\nb", "\n", "x\n\ny"))


@mutation
def rows_inside_a_quoted_cell(rng: Random, table: Table) -> Mutant:
    """A quotation mark opens in one row and closes in a later one.

    The file is well-formed, and the rows between are the text of one cell.
    """
    lines = table.text().rstrip("\n").split("\n")
    rows = [line.split(",") for line in lines]
    plain = [
        n for n, row in enumerate(rows) if len(row) == len(table.header) and '"' not in lines[n]
    ]
    one, other = sorted(rng.sample(plain[1:], 2))
    place = rng.randrange(len(table.header))
    rows[one][place], rows[other][place] = f'"{rows[one][place]}', f'{rows[other][place]}"'
    return Mutant("\n".join(",".join(row) for row in rows).encode(), NOT_CLEAN)


@mutation
def stray_quotes(rng: Random, table: Table) -> Mutant:
    content = table.text()
    for _ in range(rng.choice([1, 1, 2, 3])):
        at = rng.choice([n for n, character in enumerate(content) if character == ","])
        content = content[:at] + rng.choice(['",', ',"', '","', '"']) + content[at + 1 :]
    return Mutant(content.encode())


@mutation
def delimiters_in_cells(rng: Random, table: Table) -> Mutant:
    """A delimiter outside quotes adds a cell; within quotes the row stays valid."""
    lines = table.text().rstrip("\n").split("\n")
    at = rng.randrange(1, len(lines))
    cut = rng.randrange(len(lines[at]))
    lines[at] = lines[at][:cut] + "," + lines[at][cut:]
    return Mutant("\n".join(lines).encode(), EACH_ROW)


@mutation
def very_long_cell(rng: Random, table: Table) -> Mutant:
    size = rng.choice(
        [100_000, 1_000_000, 17_000_000] if rng.random() < 0.2 else [70_000, 1_000_000]
    )
    return _replaced(rng, table, ("text", "drop"), ("x" * size,))
