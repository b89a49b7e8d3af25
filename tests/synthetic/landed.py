"""Reads landed files with the csv module, in either authority's format."""

from __future__ import annotations

import csv
import gzip
from decimal import Decimal
from pathlib import Path


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a landed file, headers in lower case."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    lines = content.decode("utf-8-sig").splitlines()
    rows = csv.reader(lines, delimiter=";" if ";" in lines[0] else ",")
    header = [name.lower() for name in next(rows)]
    return [dict(zip(header, row, strict=True)) for row in rows]


def night(home: Path, la_code: str, dataset: str, day: str = "2026-11-18") -> list[dict[str, str]]:
    """Return a night's rows of a dataset; only the last night has spoilt rows."""
    return [
        row
        for path in sorted((home / "landing" / la_code).glob(f"*/{dataset}__{day}.csv*"))
        for row in read(path)
    ]


def money(text: str) -> Decimal:
    """Return an amount in plain or accounting format."""
    plain = text.replace(",", "")
    return -Decimal(plain[1:-1]) if plain.startswith("(") else Decimal(plain)
