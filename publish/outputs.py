"""The outputs of a publication, in the order in which they are written; the tables come first.

Another output (a database, a folder for one audience) is another entry.
"""

from publish import tables
from publish.page import page
from publish.snapshot import Draft, Output


def _write_pages(draft: Draft) -> None:
    page.write(draft.folder, page.display(draft.home))


TABLES = Output("tables", tables.write)
PAGES = Output("pages", _write_pages, page.settings_of)

NIGHTLY = (TABLES, PAGES)
BUILT_ASIDE = (TABLES,)  # by `send as-known`, for questions about a past date
