"""Mutations of bytes: removed, flipped and inserted bytes, encodings, line ends."""

import gzip
from random import Random

from tests.mutants.bases import Table
from tests.mutants.mutant import EACH_ROW, REJECTED, SAME_ROWS, Mutant, mutation


def _plain(table: Table) -> bytes:
    return table.text().encode()


@mutation
def truncated(rng: Random, table: Table) -> Mutant:
    content = _plain(table)
    return Mutant(content[: rng.randrange(len(content))])


@mutation
def truncated_gzip(rng: Random, table: Table) -> Mutant:
    """A gzipped file that breaks off anywhere must be rejected."""
    content = gzip.compress(_plain(table), mtime=0)
    return Mutant(content[: rng.randrange(len(content) - 1)], REJECTED, packed=True)


@mutation
def turned_byte_in_a_gzip(rng: Random, table: Table) -> Mutant:
    """A flipped bit after gzip's header of ten bytes must be noticed."""
    content = bytearray(gzip.compress(_plain(table), mtime=0))
    content[rng.randrange(10, len(content))] ^= 1 << rng.randrange(8)
    return Mutant(bytes(content), REJECTED, packed=True)


@mutation
def gzip_with_trailing_bytes(rng: Random, table: Table) -> Mutant:
    return Mutant(gzip.compress(_plain(table), mtime=0) + rng.randbytes(20), REJECTED, packed=True)


@mutation
def turned_bits(rng: Random, table: Table) -> Mutant:
    content = bytearray(_plain(table))
    for _ in range(rng.choice([1, 1, 1, 3, 10])):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return Mutant(bytes(content))


@mutation
def arbitrary_bytes_inserted(rng: Random, table: Table) -> Mutant:
    content, at = _plain(table), rng.randrange(len(_plain(table)))
    return Mutant(content[:at] + rng.randbytes(rng.choice([1, 1, 4, 200])) + content[at:])


@mutation
def meaningful_csv_characters_inserted(rng: Random, table: Table) -> Mutant:
    """Characters with a meaning in CSV at random places."""
    content = _plain(table)
    for _ in range(rng.choice([1, 1, 2, 5])):
        at = rng.randrange(len(content))
        content = content[:at] + rng.choice([b'"', b",", b"\n", b"\r", b"\\", b"'"]) + content[at:]
    return Mutant(content)


@mutation
def bytes_removed(rng: Random, table: Table) -> Mutant:
    content, at = _plain(table), rng.randrange(len(_plain(table)))
    return Mutant(content[:at] + content[at + rng.choice([1, 1, 2, 30, 300]) :])


@mutation
def line_end_removed(rng: Random, table: Table) -> Mutant:
    """Two rows become one, often the header and the first row, which holds personal data."""
    lines = _plain(table).split(b"\n")
    at = rng.choice([0, 0, rng.randrange(len(lines) - 2)])
    lines[at : at + 2] = [lines[at] + rng.choice([b"", b","]) + lines[at + 1]]
    return Mutant(b"\n".join(lines))


@mutation
def nul_bytes(rng: Random, table: Table) -> Mutant:
    content, at = _plain(table), rng.randrange(len(_plain(table)))
    return Mutant(content[:at] + bytes(rng.choice([1, 8, 512])) + content[at:], REJECTED)


@mutation
def nul_byte_deep_in_the_file(rng: Random, table: Table) -> Mutant:
    """The byte lies after the part of the file that is read to find the header."""
    wide = [*table.header, "remarks"]
    rows = [[*row, "x" * 9000] for row in table.rows]
    content = table.but(wide, rows).text().encode()
    return Mutant(content[:-12000] + b"\0" + content[-12000:], REJECTED)


@mutation
def utf16_without_byte_order_mark(rng: Random, table: Table) -> Mutant:
    return Mutant(table.text().encode(rng.choice(["utf-16-le", "utf-16-be"])), SAME_ROWS)


@mutation
def bytes_invalid_in_every_encoding(rng: Random, table: Table) -> Mutant:
    """Five bytes are undefined in cp1252, and each is invalid in UTF-8 on its own."""
    content, at = _plain(table), rng.randrange(len(_plain(table)))
    return Mutant(content[:at] + bytes([rng.choice([0x81, 0x8D, 0x8F, 0x90, 0x9D])]) + content[at:])


@mutation
def carriage_returns_alone(rng: Random, table: Table) -> Mutant:
    return Mutant(table.text(end="\r").encode())


@mutation
def mixed_line_ends(rng: Random, table: Table) -> Mutant:
    lines = table.text().splitlines()
    return Mutant("".join(line + rng.choice(["\n", "\r\n"]) for line in lines).encode(), EACH_ROW)


@mutation
def empty(rng: Random, table: Table) -> Mutant:
    return Mutant(rng.choice([b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n ", b"\xff\xfe"]), REJECTED)


@mutation
def no_text(rng: Random, table: Table) -> Mutant:
    start = rng.choice([b"PK\x03\x04", b"\x1f\x8b\x08", b"%PDF-1.4\n", b"<html><body>", b""])
    return Mutant(start + rng.randbytes(400), REJECTED)
