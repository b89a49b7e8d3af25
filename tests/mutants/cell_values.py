"""The value of a cell, read with Decimal, datetime and hmac and without the code under test."""

import datetime as dt
import hashlib
import hmac
import os
import re
import unicodedata
from decimal import Decimal
from typing import Any

from tests.mutants.bases import REMARKED

WIDE = "\u00a0\u2009\u202f"
SPACES = f" {WIDE}"
DASHES = "-\u2212\u2013\u2014"
AMOUNT = re.compile(
    rf"(\()?([{DASHES}+]?)(\d{{1,3}}(?:,\d{{3}})+|\d+|(?=\.))((?:\.\d{{1,2}}0*)?)([{DASHES}]?)(\))?",
    re.ASCII,
)
UNSEEN = ("Cc", "Cf", "Zl", "Zp")


class Unreadable(Exception):
    """A cell does not hold a value of its column's kind."""


def value(kind: str, cell: str, la_code: str = "") -> Any:
    """Return the value of a cell of a kind, None for an empty cell; raises Unreadable."""
    cell = _unmarked(_trimmed(cell))
    if not cell:
        return None
    kind, _, namespace = kind.rstrip("!").partition(":")
    if namespace in REMARKED:
        cell = (_seen(cell).replace(" ", "") if kind == "number" else cell).upper()
        if namespace == "uln":
            cell = cell.removesuffix(".0")
        if not re.fullmatch(REMARKED[namespace], cell, re.ASCII):
            return None
    try:
        return READ[kind](cell) if kind in READ else _key(la_code, namespace, cell)
    except (ValueError, KeyError):
        raise Unreadable from None


def _trimmed(cell: str) -> str:
    """A cell without spaces and unseen characters at its ends."""
    kept = [n for n, each in enumerate(cell) if unicodedata.category(each) not in (*UNSEEN, "Zs")]
    return cell[kept[0] : kept[-1] + 1] if kept else ""


def _unmarked(cell: str) -> str:
    """A cell without the mark that keeps a spreadsheet from reading it as a number."""
    if re.fullmatch(r"'[-+(£]*\d[-\d.,:/ )]*", cell, re.ASCII):
        return _trimmed(cell[1:])
    return _trimmed(cell[2:-1]) if re.fullmatch(r'="[^"]*"', cell) else cell


def _seen(cell: str) -> str:
    wide = "".join(" " if unicodedata.category(each) == "Zs" else each for each in cell)
    return "".join(each for each in wide if unicodedata.category(each) not in UNSEEN)


def value_or_none(kind: str, cell: str) -> Any:
    try:
        return value(kind, cell)
    except Unreadable:
        return None


def _date(cell: str) -> dt.date:
    if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", cell, re.ASCII):
        raise ValueError
    day = dt.date(*map(int, cell.split("-")))
    if not dt.date(1900, 1, 1) < day < dt.date(2101, 1, 1):
        raise ValueError
    return day


def _integer(cell: str) -> int:
    """A whole number, which a tool may have written as a decimal (12.0)."""
    if not re.fullmatch(r"-?\d+([.]0+)?", cell, re.ASCII):
        raise ValueError
    return int(cell.partition(".")[0])


def _year(cell: str) -> str:
    """A financial year with both its years; as it is stored, any two."""
    if re.fullmatch(r"\d{4}-\d{2}", cell, re.ASCII):
        return cell
    two = re.fullmatch(r"(?:FY ?)?(?:20)?(\d\d) ?[-/–] ?(?:20)?(\d\d)", cell, re.ASCII | re.I)
    together = re.fullmatch(r"20(\d\d)(\d\d)", cell, re.ASCII)
    match = two or together
    if not match:
        raise ValueError
    return f"20{match[1]}-{match[2]}"


def _money(cell: str) -> Decimal:
    cell = re.sub(
        rf"(?<![\d.,])\d{{1,3}}(?:[{WIDE}]\d{{3}})+(?!\d)",
        lambda found: re.sub(f"[{WIDE}]", "", found[0]),
        cell,
    )
    behind = re.search(r"\d.*£", cell) and not re.search(rf"\d[{SPACES}]*£", cell)
    if behind or re.search(rf"£.*£|[\d.,][{SPACES}]+[\d.,]", cell):
        raise ValueError
    bare = re.sub(f"[{SPACES}£]", "", cell)
    if bare and bare in DASHES:
        return Decimal(0)
    match = AMOUNT.fullmatch(bare)
    if not match:
        raise ValueError
    opened, before, pounds, pence, after, closed = match.groups()
    if bool(opened) != bool(closed) or bool(opened) + bool(before) + bool(after) > 1:
        raise ValueError
    amount = Decimal(pounds.replace(",", "") + pence)
    return -amount if opened or after or before not in ("", "+") else amount


def _key(la_code: str, namespace: str, cell: str) -> str:
    cell = _trimmed("".join(each for each in cell if unicodedata.category(each) not in UNSEEN))
    own = hmac.new(os.environ["SEND_PSEUDONYM_KEY"].encode(), la_code.encode(), hashlib.sha256)
    keyed = hmac.new(own.digest(), f"{namespace}:{cell}".encode(), hashlib.sha256)
    return keyed.hexdigest()[:32]


FLAGS = dict.fromkeys(("1", "1.0", "true", "t", "yes", "y"), True)
FLAGS |= dict.fromkeys(("0", "0.0", "false", "f", "no", "n"), False)
READ = {
    "text": str,
    "code": str,
    "figure": str,
    "date": _date,
    "integer": _integer,
    "period": _integer,
    "year": _year,
    "money": _money,
    "flag": lambda cell: FLAGS[cell.lower()],
}
