"""Which counts of children are not shown. `smallest_shown_count` of dbt is the same figure."""

SMALLEST_SHOWN = 6  # counts of 1 to 5 could identify a child (DfE's rule for SEN2)
SMALL = range(1, SMALLEST_SHOWN)
AS_TEXT = f"{SMALL[0]}–{SMALL[-1]}"  # what a page shows for each of them
