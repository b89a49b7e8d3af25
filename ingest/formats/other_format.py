"""Recognises a file whose format is not the one that its name ends with, by its first bytes."""

import re
from pathlib import Path

from ingest.errors import FileRejected

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
FORMATS = {  # the first bytes, what they are of, and what to do
    ZIP: ("a workbook or a zip archive", "give it the name .xlsx, .ods or .zip"),
    OLE: (
        "an old Excel workbook (.xls), or a workbook with a password",
        "save it as .xlsx without a password",
    ),
    b"\x1f\x8b": ("a gzip", "give it the name .csv.gz"),
    b"Rar!": ("a .rar archive", "pack the files as .zip"),
    b"7z\xbc\xaf": ("a .7z archive", "pack the files as .zip"),
    b"PAR1": ("a Parquet file", "give it the name .parquet"),
    b"%PDF": ("a PDF", "export the table as .csv or .xlsx"),
    b"{\\rtf": ("a text document (.rtf)", "export the table as .csv or .xlsx"),
}
PARTS_OF_WORKBOOKS = {"[Content_Types].xml", "content.xml"}
MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<workbook", b"mime-version:")
JSON = re.compile(rb"[\[{]\s*[{\"]")
CSV_NAME = "where it is a table in text, give it the name .csv"
JSON_TEXT = ("JSON", "export the table as .csv or .xlsx")
WEB_PAGE = ("a web page or XML", "open it in Excel and save it as .xlsx")


def check_text(beginning: bytes, name: str) -> None:
    """Raises FileRejected where a file that is named .csv begins as one of another format."""
    if found := _other(beginning):
        what, advice = found
        raise FileRejected(f"{name} is {what}. Expected CSV; {advice} and send it again.")


def no_gzip(path: Path, name: str) -> str:
    """Why a file that is named .gz is not a gzip."""
    with path.open("rb") as stream:
        beginning = stream.read(1 << 10)
    if beginning.startswith(b"\x1f\x8b"):
        return f"{name} is a gzip with damaged content. Expected a whole one; send it again."
    found = _other(beginning) or ("plain text", "give it the name .csv")
    return f"{name} is not a gzip but {found[0]}. Expected a gzip; {found[1]} and send it again."


def no_archive(path: Path) -> str:
    """Why a file that is named .zip is not an archive, as words that follow its name."""
    with path.open("rb") as stream:
        beginning = stream.read(1 << 10)
    if beginning.startswith(ZIP):
        return "can't be opened as an archive (it is damaged or cut off). Expected a whole .zip"
    if not beginning:
        return "is empty. Expected a .zip"
    what, advice = _other(beginning) or ("plain text or of an unknown format", CSV_NAME)
    return f"is not an archive but {what}. Expected a .zip; {advice}"


def no_workbook(path: Path) -> str:
    """Why a file that is named .xlsx or .ods is not a workbook, as words that follow its name."""
    with path.open("rb") as stream:
        beginning = stream.read(1 << 10)
    if not beginning:
        return "is empty. Expected .xlsx or .ods; send it again"
    if beginning.startswith(ZIP):
        return "is not a complete workbook (its archive is damaged). Send it again"
    what, advice = _other(beginning) or ("text", "give it the name .csv")
    return f"is not a workbook but {what}. Expected .xlsx or .ods; {advice} and send it again"


def _other(beginning: bytes) -> tuple[str, str] | None:
    for first, found in FORMATS.items():
        if beginning.startswith(first):
            return found
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if JSON.match(text):
        return JSON_TEXT
    return WEB_PAGE if text.startswith(MARKUP) else None
