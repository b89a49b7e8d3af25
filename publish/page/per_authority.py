"""Writes a page for each authority into a publication, or takes it from the publication before.

A page is taken where the authority's rows are those of the publication before, and the page was
made by the same code for the same reporting date and settings. The hash of these three, its key,
stands in the page.
"""

import functools
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb

from publish import checksums
from publish.page import drawings
from publish.page.display import Display
from publish.snapshot import Draft
from publish.sql import literal

KEY = '<meta name="generator" content="SEND warehouse, {}">'
PUBLISH = Path(__file__).resolve().parents[1]
LIBRARIES = ("duckdb", "matplotlib", "numpy", "scipy")


@dataclass(frozen=True)
class Pages:
    """The pages of one kind: their folder in the publication, the file of published tables that
    they read (attached as `send`), the query of their authorities, and what returns the HTML of one
    from a connection, its la_code and the settings. `of_others` are the tables of which a page
    shows rows of other authorities."""

    folder: str
    database: str
    authorities: str
    html: Callable[[duckdb.DuckDBPyConnection, str, Display], str]
    of_others: tuple[str, ...] = ()


def write(draft: Draft, pages: Pages, settings: Display) -> list[Path]:
    """Write `<la_code>.html` for each authority into the folder; return the files."""
    folder = draft.folder / pages.folder
    folder.mkdir(parents=True)
    with duckdb.connect() as db:
        db.execute(f"attach {literal(draft.folder / pages.database)} as send (read_only)")
        codes = [la_code for (la_code,) in db.execute(pages.authorities).fetchall()]
        taken = _take(draft, pages, codes, settings)
        for la_code in (code for code in codes if code not in taken):
            file = folder / f"{la_code}.html"
            drawings.read_earlier(file)
            html = pages.html(db, la_code, settings)
            key = _key(draft, settings, la_code)
            file.write_text(html.replace("<head>", f"<head>{key}", 1), encoding="utf-8")
    return [folder / f"{la_code}.html" for la_code in codes]


def _take(draft: Draft, pages: Pages, codes: list[str], settings: Display) -> set[str]:
    """Copy the pages that the publication before has already; return their authorities."""
    changed = _changed(draft, pages.of_others)
    if draft.before is None or changed is None:
        return set()
    unchanged = {f"{pages.folder}/{code}.html": code for code in codes if code not in changed}
    damaged = set(checksums.damaged(draft.before, *unchanged))
    if checksums.FILE in damaged:
        return set()
    taken = set()
    for name, code in unchanged.items():
        if name not in damaged and _is_made_alike(draft.before / name, draft, settings, code):
            shutil.copyfile(draft.before / name, draft.folder / name)
            taken.add(code)
    return taken


def _is_made_alike(page: Path, draft: Draft, settings: Display, la_code: str) -> bool:
    return _key(draft, settings, la_code) in page.read_text("utf-8").partition("</head>")[0]


def _changed(draft: Draft, of_others: tuple[str, ...]) -> frozenset[str] | None:
    """The authorities with rows of marts that differ from the publication before; None for all."""
    if draft.differences.by_table is None:
        return None
    changed: set[str] = set()
    for table, codes in draft.differences.by_table.items():
        if codes and table.full_name in of_others:
            return None
        if table.schema == "marts":
            changed |= codes
    return None if "" in changed else frozenset(changed)  # "": rows of no authority


def _key(draft: Draft, settings: Display, la_code: str) -> str:
    is_held_back = la_code in draft.held_back
    made_from = f"{_code()} {settings!r} {draft.as_at} {is_held_back}"
    return KEY.format(hashlib.sha256(made_from.encode()).hexdigest())


@functools.cache
def _code() -> str:
    """What makes pages: a hash of the code, and the versions of the libraries."""
    files = sorted(PUBLISH.rglob("*.py"))
    hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    return f"{hashes} {[version(name) for name in LIBRARIES]}"
