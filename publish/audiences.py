"""Writes a folder for each audience, `published/<audience>/`: the tables that it may see, as
Parquet and as one `send.duckdb`.

A Parquet file is the same file as that of the operator (a hard link), so it takes no space. The
open tables are audited before they are written; they leave out an authority that fails the audit.
"""

import os
from dataclasses import replace
from pathlib import Path

import duckdb

from publish import data_dictionary, tables
from publish.data_dictionary import Described
from publish.disclosure import audit
from publish.snapshot import Draft
from publish.sql import literal, quoted

OPEN = "open"
SEES = {
    OPEN: (OPEN,),
    "figures": (OPEN, "figures"),
    "cases": (OPEN, "figures", "cases"),
    "finance": (OPEN, "figures", "finance"),
}
PUBLICATIONS = "ops.publications"
PUBLICATIONS_DESCRIBED = replace(
    tables.PUBLICATIONS,
    columns={
        **tables.PUBLICATIONS.columns,
        "withheld": "Authorities left out, since a suppressed count of theirs could be derived.",
    },
)


def write(draft: Draft) -> None:
    """Write the folders of all audiences from the draft's send.duckdb.

    Raises ValueError where the tables have no data dictionary, or an open table has no audit: then
    nobody knows who may see them.
    """
    with duckdb.connect() as db:
        db.execute("set threads = 1")  # more threads would make the order of rows vary
        db.execute(f"attach {literal(draft.folder / 'send.duckdb')} as published (read_only)")
        dictionary = data_dictionary.read(db, "published")
        if not dictionary:
            raise ValueError("ops.data_dictionary is missing or empty: no table has an audience.")
        held = set(tables.names(db, "published"))
        described = {name: table for name, table in dictionary.items() if name in held}
        withheld = _withheld(db, described)
        for audience in SEES:
            seen = {n: each for n, each in described.items() if each.audience in SEES[audience]}
            _write_folder(db, draft.folder, audience, seen, withheld if audience == OPEN else [])


def withheld(publication: Path) -> list[str]:
    """The authorities that the open folder of a publication leaves out."""
    with duckdb.connect(str(publication / OPEN / "send.duckdb"), read_only=True) as db:
        rows = db.execute(
            "select distinct unnest(withheld) from ops.publications order by 1"
        ).fetchall()
    return [la_code for (la_code,) in rows]


def _withheld(db: duckdb.DuckDBPyConnection, described: dict[str, Described]) -> list[str]:
    audited = [name for name, table in described.items() if table.disclosure == "audited"]
    return sorted({secret.la_code for secret in audit.unsafe(db, "published", audited)})


def _write_folder(
    db: duckdb.DuckDBPyConnection,
    publication: Path,
    audience: str,
    seen: dict[str, Described],
    withheld: list[str],
) -> None:
    folder = publication / audience
    folder.mkdir()
    target = literal(folder / "send.duckdb")
    db.execute(f"attach {target} as target (storage_version '{tables.STORAGE_VERSION}')")
    db.execute("begin")  # a commit for each table and comment would cost more than the rows
    for schema in tables.SCHEMAS:
        (folder / schema).mkdir()
        db.execute(f"create schema target.{schema}")
    codes = ", ".join(map(literal, withheld))
    for name, described in seen.items():
        is_partial = bool(withheld) and described.disclosure == "audited"
        condition = f"where la_code not in ({codes})" if is_partial else ""
        _add(db, name, f"from published.{_within(name)} {condition}", described)
        file = f"{name.replace('.', '/')}.parquet"
        if is_partial:
            tables.to_parquet(db, f"from target.{_within(name)}", folder / file, described)
        else:
            os.link(publication / file, folder / file)
    _record(db, folder, seen, withheld)
    db.execute("commit")
    db.execute("detach target")


def _record(
    db: duckdb.DuckDBPyConnection, folder: Path, seen: dict[str, Described], withheld: list[str]
) -> None:
    """Write ops.publications of the folder: its tables, and the authorities left out of each."""
    names = ", ".join(map(literal, seen))
    audited = ", ".join(
        literal(name) for name, table in seen.items() if table.disclosure == "audited"
    )
    left_out = f"[{', '.join(map(literal, withheld))}]"
    is_audited = f"schema_name || '.' || table_name in ({audited or 'null'})"
    _add(
        db,
        PUBLICATIONS,
        f"select *, cast(case when {is_audited} then {left_out} else [] end as varchar[]) "
        f"as withheld from published.{PUBLICATIONS} "
        f"where schema_name || '.' || table_name in ({names})",
        PUBLICATIONS_DESCRIBED,
    )
    for name in seen:
        schema, table = name.split(".")
        db.execute(
            f"update target.{PUBLICATIONS} set row_count = (select count(*) from target."
            f"{_within(name)}) where schema_name = $1 and table_name = $2 and len(withheld) > 0",
            [schema, table],
        )
    file = folder / f"{PUBLICATIONS.replace('.', '/')}.parquet"
    tables.to_parquet(db, f"from target.{PUBLICATIONS}", file, PUBLICATIONS_DESCRIBED)


def _add(db: duckdb.DuckDBPyConnection, name: str, query: str, described: Described) -> None:
    target = f"target.{_within(name)}"
    db.execute(f"create table {target} as {query}")
    db.execute(";".join(data_dictionary.comments(target, described)))


def _within(name: str) -> str:
    return ".".join(map(quoted, name.split(".")))
