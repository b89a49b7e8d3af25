"""The outputs of a publication, in the order in which they are written; the tables come first.

Another output (a database) is another entry.
"""

from publish import audiences, tables
from publish.page import open_page, page
from publish.snapshot import Draft, Output


def _write_pages(draft: Draft) -> None:
    display = page.display(draft.home)
    page.write(draft.folder, display)
    open_page.write(draft.folder, display)


TABLES = Output("tables", tables.write)
AUDIENCES = Output("audiences", audiences.write)
PAGES = Output("pages", _write_pages, page.settings_of)

NIGHTLY = (TABLES, AUDIENCES, PAGES)
BUILT_ASIDE = (TABLES,)  # by `send as-known`, for questions about a past date
