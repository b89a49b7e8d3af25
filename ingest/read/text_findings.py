"""The findings on a file's text: its encoding, and what was left out of it."""

from ingest.formats import encoding
from ingest.formats.csv_text import Text
from ingest.read import text_scan
from ingest.read.text_scan import TextScan


def of(text: Text, scan: TextScan, empty_rows: int) -> list[str]:
    """The findings, none for a plain table in UTF-8."""
    found = list(text.remarks)
    if text.encoding != encoding.UTF_8:
        found.append(f"read as {text.encoding}: the file is not UTF-8")
    if scan.unreadable_characters:
        line = text_scan.first_line_with(text.path, encoding.REPLACEMENT) + text.title_rows
        found.append(
            f"{_count(scan.unreadable_characters, 'place')} with bytes that are not UTF-8, first "
            f"in line {line}: replaced by U+FFFD"
        )
    if text.has_title:
        found.append(f"{_count(text.title_rows, 'title row')} above the headers skipped")
    if empty_rows:
        found.append(f"{_count(empty_rows, 'empty row')} left out")
    return found


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
