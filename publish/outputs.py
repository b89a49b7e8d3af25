"""The outputs of a publication, in the order in which they are written; the tables come first.

Another output (a database) is another entry.
"""

from functools import partial

from publish import audiences, write_tables
from publish.page import display
from publish.snapshot import Draft, Output


def _write_pages(draft: Draft) -> None:
    # They import matplotlib, which a night that publishes nothing new does without.
    from publish.page import cases_page, drawings, manager_page, open_page, per_authority

    settings = display.display(draft.home)
    with drawings.kept(draft.folder, draft.before):
        for pages in (open_page.PAGES, manager_page.PAGES, cases_page.PAGES):
            per_authority.write(draft, pages, settings)


TABLES = Output("tables", write_tables.write)
TABLES_FOR_AUDIENCES = Output("tables", partial(write_tables.write, beginning=audiences.BEGINNING))
AUDIENCES = Output("audiences", audiences.write)
PAGES = Output("pages", _write_pages, display.settings_of)

NIGHTLY = (TABLES_FOR_AUDIENCES, AUDIENCES, PAGES)
BUILT_ASIDE = (TABLES,)  # by `send as-known`, for questions about a past date
