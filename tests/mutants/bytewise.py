"""Spoilt below the level of rows: lost, turned and added bytes, encodings, line ends."""

import gzip
from random import Random

from tests.mutants.bases import Table
from tests.mutants.mutant import CONSERVED, REJECTED, Mutant, way


def _plain(table: Table) -> bytes:
    return table.text().encode()


@way
def truncated(rng: Random, table: Table) -> Mutant:
    content = _plain(table)
    return Mutant(content[: rng.randrange(len(content))])


@way
def truncated_gzip(rng: Random, table: Table) -> Mutant:
    """A ledger alone is asked for gzipped; cut anywhere it must be seen."""
    content = gzip.compress(_plain(table), mtime=0)
    return Mutant(content[: rng.randrange(len(content) - 1)], REJECTED, packed=True)


@way
def turned_byte_in_a_gzip(rng: Random, table: Table) -> Mutant:
    """The header's flags and time may turn unnoticed, what is packed may not."""
    content = bytearray(gzip.compress(_plain(table), mtime=0))
    content[rng.randrange(10, len(content))] ^= 1 << rng.randrange(8)
    return Mutant(bytes(content), REJECTED, packed=True)


@way
def gzip_with_more_behind_it(rng: Random, table: Table) -> Mutant:
    return Mutant(gzip.compress(_plain(table), mtime=0) + rng.randbytes(20), REJECTED, packed=True)


@way
def turned_bits(rng: Random, table: Table) -> Mutant:
    content = bytearray(_plain(table))
    for _ in range(rng.choice([1, 1, 1, 3, 10])):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return Mutant(bytes(content))


@way
def any_bytes_put_in(rng: Random, table: Table) -> Mutant:
    content, at = _plain(table), rng.randrange(len(_plain(table)))
    return Mutant(content[:at] + rng.randbytes(rng.choice([1, 1, 4, 200])) + content[at:])


@way
def marks_put_in(rng: Random, table: Table) -> Mutant:
    """The characters that mean something in a CSV, where they don't belong."""
    content = _plain(table)
    for _ in range(rng.choice([1, 1, 2, 5])):
        at = rng.randrange(len(content))
        content = content[:at] + rng.choice([b'"', b",", b"\n", b"\r", b"\\", b"'"]) + content[at:]
    return Mutant(content)


@way
def bytes_taken_out(rng: Random, table: Table) -> Mutant:
    content, at = _plain(table), rng.randrange(len(_plain(table)))
    return Mutant(content[:at] + content[at + rng.choice([1, 1, 2, 30, 300]) :])


@way
def line_end_taken_out(rng: Random, table: Table) -> Mutant:
    """Two rows become one; of the header too, and then somebody's row stands in it."""
    lines = _plain(table).split(b"\n")
    at = rng.choice([0, 0, rng.randrange(len(lines) - 2)])
    lines[at : at + 2] = [lines[at] + rng.choice([b"", b","]) + lines[at + 1]]
    return Mutant(b"\n".join(lines))


@way
def nul_bytes(rng: Random, table: Table) -> Mutant:
    content, at = _plain(table), rng.randrange(len(_plain(table)))
    return Mutant(content[:at] + bytes(rng.choice([1, 8, 512])) + content[at:], REJECTED)


@way
def nul_byte_far_in(rng: Random, table: Table) -> Mutant:
    """Behind the part that is read to find the header."""
    wide = [*table.header, "remarks"]
    rows = [[*row, "x" * 9000] for row in table.rows]
    content = table.but(wide, rows).text().encode()
    return Mutant(content[:-12000] + b"\0" + content[-12000:], REJECTED)


@way
def utf16_without_its_mark(rng: Random, table: Table) -> Mutant:
    return Mutant(table.text().encode(rng.choice(["utf-16-le", "utf-16-be"])), REJECTED)


@way
def bytes_of_no_encoding(rng: Random, table: Table) -> Mutant:
    """Five bytes mean nothing in cp1252, and alone nothing in UTF-8."""
    content, at = _plain(table), rng.randrange(len(_plain(table)))
    return Mutant(content[:at] + bytes([rng.choice([0x81, 0x8D, 0x8F, 0x90, 0x9D])]) + content[at:])


@way
def carriage_returns_alone(rng: Random, table: Table) -> Mutant:
    return Mutant(table.text(end="\r").encode())


@way
def mixed_line_ends(rng: Random, table: Table) -> Mutant:
    lines = table.text().splitlines()
    return Mutant("".join(line + rng.choice(["\n", "\r\n"]) for line in lines).encode(), CONSERVED)


@way
def empty(rng: Random, table: Table) -> Mutant:
    return Mutant(rng.choice([b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n ", b"\xff\xfe"]), REJECTED)


@way
def no_text_at_all(rng: Random, table: Table) -> Mutant:
    start = rng.choice([b"PK\x03\x04", b"\x1f\x8b\x08", b"%PDF-1.4\n", b"<html><body>", b""])
    return Mutant(start + rng.randbytes(400), REJECTED)
