"""Checks that hold for any loaded file, computed from its bytes without the code under test.

The file is read leniently with Python's csv; cell_values reads its cells.
"""

import codecs
import csv
import gzip
import io
import zlib
from collections import Counter
from decimal import Decimal
from typing import Any

from ingest.receipt import Receipt, RowCounts
from tests.mutants.bases import Table
from tests.mutants.cell_values import Unreadable, value, value_or_none
from tests.mutants.mutant import NOT_CLEAN, REJECTED, SAME_ROWS, Mutant

OUTCOMES = {"accepted", "accepted_with_rejects", "rejected"}
Rows = list[dict[str, Any]]


def complaints(
    mutant: Mutant, base: Table, la_code: str, receipt: Receipt, raw: Rows, quarantined: Rows
) -> list[str]:
    """Return everything that is wrong with the load of a file."""
    found = [*_receipt(receipt, len({row["_line"] for row in raw}), len(quarantined))]
    records = lenient(mutant)
    above = _above(records or [], base)
    records = records and records[above:]
    accepted = receipt.outcome.startswith("accepted")
    if accepted and records is None:
        found.append("accepted, though its bytes cannot be unpacked")
    elif accepted and records:
        found += _conserved(records, above, base, la_code, receipt, raw, quarantined)
    found += _as_expected(mutant, base, la_code, receipt, raw)
    return found


def _receipt(receipt: Receipt, raw: int, quarantined: int) -> list[str]:
    found = []
    counts = RowCounts(
        receipt.rows_read,
        receipt.rows_accepted,
        receipt.rows_quarantined,
        receipt.rows_duplicate,
    )
    if receipt.outcome not in OUTCOMES:
        found.append(f"outcome {receipt.outcome}")
    if not counts.balance:
        found.append(f"rows do not add up: {counts}")
    if (raw, quarantined) != (counts.accepted, counts.quarantined):
        found.append(f"{raw} rows in raw and {quarantined} in quarantine, the receipt has {counts}")
    if receipt.outcome == "rejected" and counts.accepted:
        found.append("rejected, but rows were accepted")
    if receipt.outcome != "accepted" and not all(receipt.findings or [""]):
        found.append("not accepted, but without a finding")
    if receipt.outcome == "rejected" and receipt.file_name not in receipt.findings[0]:
        found.append(f"the message does not name the file: {receipt.findings[0]}")
    for total in receipt.totals_found.values():
        parts = map(Decimal, (total.accepted, total.quarantined, total.duplicate))
        if Decimal(total.file) != sum(parts):
            found.append(f"pounds do not add up: {total}")
    return found


def lenient(mutant: Mutant) -> list[list[str]] | None:
    """Return header and records, read leniently; None where the bytes can't be unpacked. A byte
    that means nothing in the encoding is U+FFFD."""
    content = mutant.content
    try:
        content = gzip.decompress(content) if mutant.packed else content
    except (OSError, EOFError, zlib.error):
        return None
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if content.startswith(mark):
            return _records(content.decode("utf-16", "replace"), mutant.delimiter)
    for encoding, zero in (("utf-16-le", 1), ("utf-16-be", 0)):  # without a mark
        if len(content) > 1 and content[zero] == 0 != content[1 - zero]:
            return _records(content.decode(encoding, "replace"), mutant.delimiter)
    encoding = "utf-8-sig" if _is_utf8(content) else "cp1252"
    return _records(content.decode(encoding, "replace"), mutant.delimiter)


def _is_utf8(content: bytes) -> bool:
    """Whether at least half of what is not ASCII is UTF-8; the rest is damage."""
    valid = content.decode("utf-8", "ignore")
    damaged = content.decode("utf-8", "replace").count("\ufffd") - valid.count("\ufffd")
    return sum(not character.isascii() for character in valid) >= damaged


def _records(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(1 << 25)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return list(reader)


def _above(lines: list[list[str]], base: Table) -> int:
    """How many lines precede the header: the first line with two headers or more, if any."""
    has_headers = (n for n, line in enumerate(lines) if len(_places(line, base)) > 1)
    return next(has_headers, 0)


def _conserved(
    lines: list[list[str]],
    above: int,
    base: Table,
    la_code: str,
    receipt: Receipt,
    raw: Rows,
    quarantined: Rows,
) -> list[str]:
    """Check that each record is accepted unchanged, quarantined, or repeats an earlier one. Blank
    lines do not count as lines; records of empty cells, and the header again, do and are no
    rows."""
    header, numbered = lines[0], enumerate(filter(None, lines[1:]), above + 2)
    records = {
        n: record
        for n, record in numbered
        if any(cell.strip() for cell in record) and not _is_equal(record, header)
    }
    if len(records) != receipt.rows_read:
        return [f"the file has {len(records)} records, but {receipt.rows_read} were read"]
    found = []
    by_line = (
        _figures_by_line(raw) if base.source == "dfe_census" else {row["_line"]: row for row in raw}
    )
    for line, row in by_line.items():
        found += [
            f"line {line}: {why}" for why in _differs(header, records[line], base, la_code, row)
        ]
    loaded = [*by_line, *(row["line_number"] for row in quarantined)]
    if len(set(loaded)) != len(loaded):
        found.append("a line is accepted and quarantined, or loaded twice")
    first_lines: dict[str, int] = {}
    for line, record in records.items():
        first = first_lines.setdefault(repr(_values(header, record, base, la_code)), line)
        if line not in loaded and first == line:
            found.append(f"line {line} is lost: neither accepted nor quarantined nor a duplicate")
    return found + _pounds(header, [*records.values()], base, receipt)


def _is_equal(record: list[str], header: list[str]) -> bool:
    return [cell.strip() for cell in record] == [cell.strip() for cell in header]


def _pounds(
    header: list[str], records: list[list[str]], base: Table, receipt: Receipt
) -> list[str]:
    places = _places(header, base)
    found = []
    for name, kind in base.types.items():
        if kind != "money!" or name not in places:
            continue
        amounts = [value_or_none(kind, record[places[name]]) for record in records]
        total = receipt.totals_found[name].file
        if None in amounts or sum(amounts) != Decimal(total):
            found.append(f"{name} sums to {total}, but the file has {amounts}")
    return found


def _figures_by_line(raw: Rows) -> dict[int, dict[str, Any]]:
    """Return the rows of a release by line; raw has a row for each figure."""
    lines: dict[int, dict[str, Any]] = {}
    for row in raw:
        lines.setdefault(row["_line"], dict(row))[row["indicator"]] = row["value"]
    return lines


def _places(header: list[str], base: Table) -> dict[str, int]:
    plain = [" ".join(each.replace("_", " ").split()).casefold() for each in header]
    known = {" ".join(name.replace("_", " ").split()): name for name in base.types}
    found: dict[str, int] = {}
    for place, each in enumerate(plain):
        if each in known:
            found.setdefault(known[each], place)
    return found


def _differs(
    header: list[str], record: list[str], base: Table, la_code: str, row: dict[str, Any]
) -> list[str]:
    """Return the differences between a record and its row in raw."""
    if len(record) != len(header):
        return [f"accepted with {len(record)} cells under {len(header)} headers"]
    places, found = _places(header, base), []
    for name, kind in base.types.items():
        if kind == "drop" or name not in places:
            continue
        cell, actual = record[places[name]], row.get(_raw_name(name, kind))
        try:
            expected = value(kind, cell, la_code)
            if kind.startswith(("text", "figure")) and actual == cell:
                expected = cell  # line breaks and unusual spaces may belong to a text
        except Unreadable:
            found.append(f"{name}: accepted, though {cell!r} is not of kind {kind}")
            continue
        if kind.startswith("code"):
            actual, expected = (each and _code(each) for each in (actual, expected))
        if actual != expected:
            found.append(f"{name}: {cell!r} became {actual!r}")
        if kind.endswith("!") and actual is None:
            found.append(f"{name}: accepted without a value")
    return found


def _code(text: str) -> str:
    """High Needs and HIGH-NEEDS are high_needs."""
    return text.lower().replace(" ", "_").replace("-", "_")


def _raw_name(name: str, kind: str) -> str:
    return f"{name.removesuffix('_id')}_key" if kind.startswith(("id", "number")) else name


def _values(header: list[str], record: list[str], base: Table, la_code: str) -> list[Any]:
    """Return the record's values, None for an unreadable one; unknown columns are left out."""
    if len(record) != len(header):
        return [record]
    places = _places(header, base)
    values = []
    for name, kind in base.types.items():
        if kind != "drop" and name in places:
            cell = record[places[name]]
            try:
                found = value(kind, cell, la_code)
            except Unreadable:
                found = None  # unreadable cells of the same shape count as equal
            values.append(found.lower() if kind.startswith("code") and found else found)
    return values


def _as_expected(
    mutant: Mutant, base: Table, la_code: str, receipt: Receipt, raw: Rows
) -> list[str]:
    outcome = receipt.outcome
    if mutant.expected == REJECTED and outcome != "rejected":
        return [f"{outcome}, expected to be rejected; findings: {receipt.findings}"]
    clean = outcome == "accepted" and not receipt.rows_duplicate and not receipt.findings
    if mutant.expected == NOT_CLEAN and clean:
        return ["accepted without a finding"]
    if mutant.expected != SAME_ROWS:
        return []
    if outcome != "accepted":
        return [f"{outcome}, expected to be accepted; findings: {receipt.findings}"]
    if base.source == "dfe_census":
        raw = list(_figures_by_line(raw).values())
    kept = {name: _raw_name(name, kind) for name, kind in base.types.items() if kind != "drop"}
    actual = Counter(tuple(row.get(place) for place in kept.values()) for row in raw)
    expected = Counter(
        tuple(value(base.types[name], row[base.header.index(name)], la_code) for name in kept)
        for row in base.rows
    )
    return [] if actual == expected else ["accepted, but its rows differ from the original file's"]
