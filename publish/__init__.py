"""Publication: the marts as tables, pages and workbooks, closed periods, and on-call reports."""
