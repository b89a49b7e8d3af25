"""Publish a complete set of files in one step: readers see the old publication or the new one.

A publication is a folder of `$SEND_HOME/publications/`, named by its id. Its outputs are written
into an unfinished folder, which is renamed when it is complete; then the link
`$SEND_HOME/published` is switched to it. A folder with that name is never replaced, because the
link may lead to it: one that is written again has a number behind its id. After a crash the next
run removes the unfinished folder.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, count
from pathlib import Path

import duckdb

from publish import checksums, permissions
from publish.errors import PublishError
from publish.table_schema import Table

_UNFINISHED = ".unfinished-"
_WRITE_ALL = ".write-all-tables"  # in the home: no row of an earlier publication may be copied
TABLES = "send.duckdb"


@dataclass
class Differences:
    """The authorities whose rows differ from those of the publication before, by table; None where
    all tables are written. The tables output finds them for all that follow."""

    by_table: dict[Table, frozenset[str]] | None = None


@dataclass(frozen=True)
class Draft:
    """The unfinished publication of a home: its folder, its inputs, and what differs in it.

    The authorities in `held_back` keep their rows of the publication `before`. `settings` is what
    the outputs take from the settings; it is a part of the publication's id. Where `writes_all`, no
    file of tables may start as a copy of the one before: it would hold the bytes of deleted rows.
    """

    home: Path
    folder: Path
    warehouse: Path
    before: Path | None
    as_at: date
    held_back: frozenset[str]
    settings: str
    writes_all: bool
    differences: Differences = field(default_factory=Differences)


@dataclass(frozen=True)
class Output:
    """One kind of files of a publication, and the function that writes them into the draft.

    `settings` returns what it takes from an installation's settings, empty where they are the
    defaults."""

    name: str
    write: Callable[[Draft], None]
    settings: Callable[[Path], str] = lambda home: ""  # noqa: ARG005


@dataclass(frozen=True)
class Publication:
    """A publication: its row counts by `schema.table`, whether it replaced another one, and a line
    for each earlier publication that was found damaged."""

    publication_id: str
    path: Path
    rows: dict[str, int]
    changed: bool
    damaged: tuple[str, ...] = ()


def publish(
    home: Path,
    as_at: date,
    held_back: set[str],
    outputs: Sequence[Output],
    keeps_earlier: bool = True,
) -> Publication:
    """Publish the warehouse's marts as at a date. Authorities in `held_back` keep the rows of the
    publication before, or have none where `keeps_earlier` is not set.

    The first output writes the tables and gives the publication its id, which depends only on
    their content and on the settings of all outputs: the same again changes nothing. The other
    outputs follow in their order and read the draft's tables. Raises FileNotFoundError where there
    is no warehouse, ValueError where it has no marts.
    """
    publications = home / "publications"
    publications.mkdir(parents=True, exist_ok=True)
    link = home / "published"
    _remove_unfinished(home, publications)
    damaged: list[str] = []
    before = _last_whole(link, publications, damaged) if keeps_earlier else None
    if held_back and damaged and before is None:
        raise PublishError(
            f"{' '.join(damaged)} No earlier publication is whole, and the earlier rows of "
            f"{', '.join(sorted(held_back))}, held back in this night, exist only there. Restore "
            f"{publications} from a backup; or correct what holds them back, then run again."
        )
    draft = _new_draft(home, publications, before, as_at, held_back, outputs)
    tables, *others = outputs
    tables.write(draft)
    publication_id, rows = _contents(draft.folder)
    final = _complete(draft, publication_id, others, damaged)
    changed = not link.exists() or link.resolve() != final.resolve()
    if changed:
        _switch(link, final)
    if draft.writes_all and not held_back:  # else their rows may be those that were deleted
        (home / _WRITE_ALL).unlink(missing_ok=True)
    if changed:
        # Readers of the publication before may still have it open.
        _keep_only(publications, {final.name, before.name if before else final.name})
    return Publication(publication_id, final, rows, changed, tuple(dict.fromkeys(damaged)))


def _remove_unfinished(home: Path, publications: Path) -> None:
    """Remove what a process left that was killed while it published."""
    for leftover in [*publications.glob(f"{_UNFINISHED}*"), *home.glob(f"{_UNFINISHED}*")]:
        _remove(leftover)


def _new_draft(
    home: Path,
    publications: Path,
    before: Path | None,
    as_at: date,
    held_back: set[str],
    outputs: Sequence[Output],
) -> Draft:
    building = publications / f"{_UNFINISHED}{os.getpid()}"
    building.mkdir()
    return Draft(
        home,
        building,
        home / "warehouse.duckdb",
        before,
        as_at,
        frozenset(held_back),
        "".join(output.settings(home) for output in outputs),
        writes_all=(home / _WRITE_ALL).exists(),
    )


def _complete(
    draft: Draft, publication_id: str, others: Sequence[Output], damaged: list[str]
) -> Path:
    """Write the other outputs and give the draft its name, unless a whole publication with the same
    id is there. Return the folder of the publication. Adds a line for each damaged one."""
    same = _of_id(draft, publication_id)
    for folder in same:
        if wrong := checksums.damaged(folder):
            damaged.append(f"DAMAGED {folder} ({', '.join(wrong[:3])}): made again.")
        elif not draft.writes_all:
            shutil.rmtree(draft.folder)
            _set_permissions(draft.home, folder)
            return folder
    for output in others:
        output.write(draft)
    _finish(draft.folder)
    _set_permissions(draft.home, draft.folder)  # no reader finds it before
    return draft.folder.rename(_free_name(same, draft.folder.with_name(publication_id)))


def _of_id(draft: Draft, publication_id: str) -> list[Path]:
    """The publications with an id, the current one first: an earlier one may have the bytes of rows
    that were erased."""
    current = (draft.home / "published").resolve().name
    folders = draft.folder.parent.iterdir()
    same = [path for path in folders if path.name.partition(".")[0] == publication_id]
    return sorted(same, key=lambda path: (path.name != current, path.name))


def _free_name(taken: Sequence[Path], name: Path) -> Path:
    numbered = (name.with_name(f"{name.name}.{number}") for number in count(2))
    return next(path for path in chain([name], numbered) if path not in taken)


def _set_permissions(home: Path, publication: Path) -> None:
    readers = permissions.of_readers(home)
    permissions.open_way(home, publication.parent, readers)
    permissions.apply(publication, readers)
    permissions.apply_audiences(home, publication)


def _last_whole(link: Path, publications: Path, damaged: list[str]) -> Path | None:
    """The publication that the link leads to; where its tables are damaged, the newest one whose
    tables are whole. Adds a line for each damaged one."""
    others = (path for path in publications.iterdir() if not path.name.startswith("."))
    newest_first = sorted(others, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    current = [link.resolve()] if link.exists() else []
    for folder in dict.fromkeys([*current, *(path.resolve() for path in newest_first)]):
        if not checksums.damaged(folder, TABLES) or _is_of_earlier_version(folder):
            return folder
        damaged.append(f"DAMAGED {folder}/{TABLES}: its rows are not used.")
    return None


def _is_of_earlier_version(folder: Path) -> bool:
    """Whether a publication has no list of hashes, and tables that can be opened."""
    if (folder / checksums.FILE).exists():
        return False
    try:
        _contents(folder)
    except (duckdb.Error, IndexError):
        return False
    return True


def write_all_next(home: Path) -> None:
    """Let the next publications of a home write all their tables anew, up to the first for which no
    authority is held back. For a warehouse that is deleted: rows may have been erased, and a copied
    file of DuckDB holds the bytes of deleted rows."""
    if (home / "publications").is_dir():
        (home / _WRITE_ALL).touch()


def forget_earlier(home: Path) -> None:
    """Delete all publications but the current one, and those built aside: after an erasure or an
    expiry their rows must not be kept."""
    link = home / "published"
    if link.exists():
        _keep_only(home / "publications", {link.resolve().name})
    shutil.rmtree(home / "as_known", ignore_errors=True)


def _contents(folder: Path) -> tuple[str, dict[str, int]]:
    """Return the id and the row counts that the tables output recorded."""
    with duckdb.connect(str(folder / TABLES), read_only=True) as db:
        found = db.execute(
            "select publication_id, schema_name || '.' || table_name, row_count "
            "from ops.publications"
        ).fetchall()
    return found[0][0], {table: rows for _, table, rows in found}


def _finish(building: Path) -> None:
    """Write the hashes and make the files durable."""
    checksums.write(building)
    for path in [*building.rglob("*"), building]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _switch(link: Path, final: Path) -> None:
    """Point the link at the publication in one step; a relative link lets the home be moved."""
    aside = link.with_name(f"{_UNFINISHED}{link.name}")
    aside.symlink_to(Path(final.parent.name) / final.name)
    os.replace(aside, link)


def _keep_only(publications: Path, names: set[str]) -> None:
    for folder in publications.iterdir():
        if folder.name not in names:
            _remove(folder)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path)
