"""Reads DfE's SEN2 person-level return (XML) into one CSV for each of its tables, in one pass.

It expands no entities, reads no DTD and uses no network. Memory holds one person, one piece of the
file and a bounded number of names at most: the parser keeps each name that it has read.
"""

import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError, TreeBuilder, XMLParser
from xml.parsers import expat

from ingest import contract_files
from ingest.errors import FileRejected
from ingest.formats import sen2_tables
from ingest.formats.sen2_rows import ROOT, Reader
from ingest.formats.sen2_tables import PERSON, SOURCE, Table
from settings.bounds import Bounds

CHUNK = 1 << 14
MAX_RETURN = 1 << 30
MAX_PERSON = 1 << 20
ATTRIBUTE = re.compile(rb"""[\s]([^\s=<>"'/]+)\s*=\s*["']""")
MAX_START = 1 << 20
CUT_OFF = "it ends before its elements are closed (truncated?)"
BROKEN = {
    expat.errors.XML_ERROR_NO_ELEMENTS: CUT_OFF,
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: CUT_OFF,
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION: CUT_OFF,
    expat.errors.XML_ERROR_PARTIAL_CHAR: CUT_OFF,
    expat.errors.XML_ERROR_TAG_MISMATCH: "an element is closed under another name",
    expat.errors.XML_ERROR_INVALID_TOKEN: "it holds a character that XML doesn't allow there, or "
    "bytes that aren't in its encoding",
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: "it uses an entity that it doesn't declare",
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "something follows the end of the return",
}


@dataclass(frozen=True)
class Return:
    """A return that was read: its number of persons, a CSV for each table, and findings."""

    persons: int
    tables: dict[str, Path]
    findings: list[str]


def read(kept: Path, name: str, la_code: str, bounds: Bounds, folder: Path) -> Return:
    """Write the return's tables into `folder`.

    Raises FileRejected, with the line, for anything but one whole SEN2 return of this
    authority and of a collection year that the header's contract lists.
    """
    if kept.stat().st_size > MAX_RETURN:
        raise FileRejected(f"{name} is larger than 1 GiB. Expected a SEN2 return; split nothing.")
    _check_start(kept, name)
    declared = contract_files.of_source(SOURCE, la_code)
    paths = {table: folder / f"{table}.csv" for table in sen2_tables.names()}
    with ExitStack() as stack:
        tables = {
            table: Table(
                declared[table],
                stack.enter_context(path.open("w", encoding="utf-8", newline="")),
            )
            for table, path in paths.items()
        }
        reader = Reader(name, la_code, tables, bounds)
        _parse(kept, reader)
    return Return(tables[PERSON].rows, paths, reader.findings())


def _parse(kept: Path, reader: Reader) -> None:
    """Feed the parser piece by piece. It builds the return below `document`, out of which the
    reader takes what has ended."""
    builder = TreeBuilder()
    document = builder.start("document", {})
    parser, fed = XMLParser(target=builder), 0  # noqa: S314 - `_check_start` refuses a DTD
    try:
        with kept.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                parser.feed(chunk)
                if b"=" in chunk:
                    reader.note_names(ATTRIBUTE.findall(chunk))
                fed += len(chunk)
                if len(document) and reader.read(document[0], is_whole=False):
                    fed = 0
                if fed > MAX_PERSON:
                    raise FileRejected(
                        f"{reader.name} runs on for over 1 MiB without the end of a Person. "
                        "Expected a SEN2 return; nothing of it was loaded."
                    )
        parser.close()
    except ParseError as error:
        why = BROKEN.get(expat.ErrorString(error.code), "its markup is broken")
        raise FileRejected(_malformed(reader.name, why, error.position[0])) from None
    reader.read(document[0], is_whole=True)
    reader.finish()


def _check_start(kept: Path, name: str) -> None:
    root = _first_element(kept, name)
    if root is None:
        raise FileRejected(f"{name} is empty. Expected a SEN2 return; send it again.")
    if root.lower() != ROOT:
        raise FileRejected(
            f"{name} is XML, but not a SEN2 return: its first element is not Message. Send the "
            "return as it is uploaded to COLLECT."
        )


def _first_element(kept: Path, name: str) -> str | None:
    """The name of the first element; None for an empty file. It is found before the return is
    parsed, so that no declaration of entities is ever followed.

    Raises FileRejected for a document type before the element, or where there is none.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    found: list[str] = []

    def doctype(*_: object) -> None:
        raise FileRejected(
            f"{name} declares a document type (line {parser.CurrentLineNumber}). A SEN2 return has "
            "none, and entities are never expanded. Nothing of it was loaded; export it again."
        )

    def first(element: str, _: object) -> None:
        found.append(element.rpartition(" ")[2])
        parser.StartElementHandler = None

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = first
    with kept.open("rb") as stream:
        while not found and (chunk := stream.read(CHUNK)):
            try:
                parser.Parse(chunk)
            except (expat.ExpatError, LookupError, ValueError):
                if not found:
                    why = "it is not readable before its first element"
                    line = parser.CurrentLineNumber
                    raise FileRejected(_malformed(name, why, line)) from None
            # the limit, because expat reads an unfinished tag again with each piece
            if not found and stream.tell() > MAX_START:
                line = parser.CurrentLineNumber
                raise FileRejected(_malformed(name, "its first MiB holds no element", line))
    return found[0] if found else None


def _malformed(name: str, why: str, line: int | None) -> str:
    return (
        f"{name} is not well-formed XML: {why}, line {line or '?'}. Nothing of it was "
        "loaded; send the whole return again."
    )
