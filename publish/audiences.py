"""Writes a folder for each audience, `published/<audience>/`: the tables that it may see, as
Parquet and as one `send.duckdb`.

A Parquet file is the same file as that of the operator (a hard link), so it takes no space; where
the file system has no hard links, as a network share may, it is a copy. The open tables are audited
before they are written; they leave out an authority that fails the audit.
"""

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb

from publish import changes, checksums, data_dictionary, memory, write_tables
from publish.data_dictionary import Described
from publish.disclosure import audit, earlier
from publish.snapshot import Draft
from publish.sql import literal, quoted
from publish.table_schema import SCHEMAS, Table, of_catalog

# What the systems answer whose files can't have a second name.
WITHOUT_HARD_LINKS = {errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}
OPEN = "open"
SEES = {
    OPEN: (OPEN,),
    "figures": (OPEN, "figures"),
    "cases": (OPEN, "figures", "cases"),
    "finance": (OPEN, "figures", "finance"),
}
BEGINNING = write_tables.Beginning("finance", SEES["finance"])
PUBLICATIONS_OF_AUDIENCE = replace(
    write_tables.PUBLICATIONS_DESCRIBED,
    columns={
        **write_tables.PUBLICATIONS_DESCRIBED.columns,
        "withheld": "Authorities left out, since a suppressed count of theirs could be derived.",
    },
)


def write(draft: Draft) -> None:
    """Write the folders of all audiences from the draft's send.duckdb.

    Raises ValueError where the tables have no data dictionary, or an open table has no audit: then
    nobody knows who may see them.
    """
    with memory.bounded(draft.folder) as db:
        db.execute("set threads = 1")  # more would make the row groups of Parquet files vary
        db.execute(f"attach {literal(draft.folder / write_tables.FILE)} as published (read_only)")
        if draft.before:
            db.execute(f"attach {literal(draft.before / write_tables.FILE)} as before (read_only)")
        dictionary = data_dictionary.read(db, "published")
        if not dictionary:
            raise ValueError("ops.data_dictionary is missing or empty: no table has an audience.")
        named = {table.full_name for table in of_catalog(db, "published")}
        described = {name: table for name, table in dictionary.items() if name in named}
        audited = sorted(n for n, each in described.items() if each.disclosure == "audited")
        withheld = _withheld(db, audited, draft.before)
        changed = draft.differences.by_table
        for audience in SEES:
            seen = {n: each for n, each in described.items() if each.audience in SEES[audience]}
            folder = draft.folder / audience
            folder.mkdir(exist_ok=True)
            if (folder / write_tables.FILE).exists():  # begun with the file of all tables
                write_tables.attach(db, folder / write_tables.FILE, "target")
                db.execute("begin")
            elif changed is None or not _replace_rows(db, draft, audience, seen, changed):
                db.execute("reset threads")  # rows that are copied to a table keep their order
                _write_rows(db, folder, seen, withheld if audience == OPEN else [])
                db.execute("set threads = 1")
            _write_files(db, folder, seen, withheld if audience == OPEN else [])


def withheld(publication: Path) -> list[str]:
    """The authorities that the open folder of a publication leaves out."""
    with duckdb.connect(str(publication / OPEN / write_tables.FILE), read_only=True) as db:
        rows = db.execute(
            "select distinct unnest(withheld) from ops.publications order by 1"
        ).fetchall()
    return [la_code for (la_code,) in rows]


def _withheld(db: duckdb.DuckDBPyConnection, audited: list[str], before: Path | None) -> list[str]:
    """The authorities that fail the audit; those whose rows are the same were audited before."""
    known = earlier.result(db, "published", audited, before)
    unsafe = audit.unsafe(db, "published", audited, known.changed if known else None)
    still = known.withheld - known.changed if known else frozenset()
    return sorted({*still, *(secret.la_code for secret in unsafe)})


def _replace_rows(
    db: duckdb.DuckDBPyConnection,
    draft: Draft,
    audience: str,
    seen: dict[str, Described],
    changed: dict[Table, frozenset[str]],
) -> bool:
    """Copy the tables of an audience from the publication before, and replace the rows that have
    changed. Return whether that was possible.

    A copy holds the bytes of rows that have been replaced, so the open file is never one.
    """
    file = f"{audience}/{write_tables.FILE}"
    if audience == OPEN or not draft.before or checksums.damaged(draft.before, file):
        return False
    shutil.copyfile(draft.before / file, draft.folder / file)
    write_tables.attach(db, draft.folder / file, "target")
    if of_catalog(db, "target") != [table for table in changed if table.full_name in seen]:
        db.execute("detach target")  # written by code that gave this audience other tables
        (draft.folder / file).unlink()
        return False
    db.execute("begin")
    for table, codes in changed.items():
        if table.full_name in seen:
            changes.replace(db, table, codes, "published", "target")
    db.execute(f"drop table target.{write_tables.PUBLICATIONS}")
    return True


def _write_rows(
    db: duckdb.DuckDBPyConnection, folder: Path, seen: dict[str, Described], withheld: list[str]
) -> None:
    """Write the tables of an audience; audited ones without the authorities `withheld`.

    Those that everybody may see are sorted: in the operator's copy of earlier tables, replaced rows
    are at the end.
    """
    write_tables.attach(db, folder / write_tables.FILE, "target")
    db.execute("begin")  # a commit for each table and comment would cost more than the rows
    for schema in SCHEMAS:
        db.execute(f"create schema target.{schema}")
    codes = ", ".join(map(literal, withheld))
    order = "order by all nulls last" if folder.name == OPEN else ""
    for name, described in seen.items():
        is_partial = bool(withheld) and described.disclosure == "audited"
        condition = f"where la_code not in ({codes})" if is_partial else ""
        query = f"from published.{_within(name)} {condition} {order}"
        _add(db, name, query, described)


def _write_files(
    db: duckdb.DuckDBPyConnection, folder: Path, seen: dict[str, Described], withheld: list[str]
) -> None:
    """Write the Parquet files and ops.publications, and commit the tables."""
    for schema in SCHEMAS:
        (folder / schema).mkdir()
    for name, described in seen.items():
        file = f"{name.replace('.', '/')}.parquet"
        if withheld and described.disclosure == "audited":
            write_tables.to_parquet(db, f"from target.{_within(name)}", folder / file, described)
        else:
            _link_or_copy(folder.parent / file, folder / file)
    _record(db, folder, seen, withheld)
    db.execute("commit")
    db.execute("detach target")


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in WITHOUT_HARD_LINKS:
            raise
        shutil.copyfile(source, target)


def _record(
    db: duckdb.DuckDBPyConnection, folder: Path, seen: dict[str, Described], withheld: list[str]
) -> None:
    """Write ops.publications of the folder: its tables, and the authorities left out of each."""
    names = ", ".join(map(literal, seen))
    audited = [name for name, table in seen.items() if table.disclosure == "audited"]
    left_out = f"[{', '.join(map(literal, withheld))}]"
    codes = ", ".join(map(literal, audited)) or "null"
    is_audited = f"schema_name || '.' || table_name in ({codes})"
    _add(
        db,
        write_tables.PUBLICATIONS,
        f"select *, cast(case when {is_audited} then {left_out} else [] end as varchar[]) "
        f"as withheld from published.{write_tables.PUBLICATIONS} "
        f"where schema_name || '.' || table_name in ({names})",
        PUBLICATIONS_OF_AUDIENCE,
    )
    for name in audited if withheld else []:
        schema, table = name.split(".")
        db.execute(
            f"update target.{write_tables.PUBLICATIONS} set row_count = (select count(*) from "
            f"target.{_within(name)}) where schema_name = $1 and table_name = $2",
            [schema, table],
        )
    file = folder / f"{write_tables.PUBLICATIONS.replace('.', '/')}.parquet"
    by = earlier.audited_by(audited)
    query = f"from target.{write_tables.PUBLICATIONS}"
    write_tables.to_parquet(db, query, file, PUBLICATIONS_OF_AUDIENCE, **{earlier.KEY: by})


def _add(db: duckdb.DuckDBPyConnection, name: str, query: str, described: Described) -> None:
    target = f"target.{_within(name)}"
    db.execute(f"create table {target} as {query}")
    db.execute(";".join(data_dictionary.comments(target, described)))


def _within(name: str) -> str:
    return ".".join(map(quoted, name.split(".")))
