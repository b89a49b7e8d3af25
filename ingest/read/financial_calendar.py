"""SQL that reads financial years and periods in the spellings that ledgers use.

A financial year is stored as 2026-27, a period as 1 (April) to 12, with 13 and 14 for year-end
adjustments. A period can name its year: 202607 is period 7 of 2026-27, Oct-26 is October 2026.
"""

from ingest.file_pattern import MONTH_NAMES, MONTHS
from ingest.sql import literal

YEAR_EXPECTED = "a financial year such as 2026-27, 2026/27, 2026-2027 or 26/27"
PERIOD_EXPECTED = "a period such as 7, P07, Oct, October or 202607"
PERIOD_WITH_YEAR_EXPECTED = "a period with its financial year, such as 202607 or Oct-26"
AS_STORED = "[0-9]{4}-[0-9]{2}"
TWO_YEARS = r"(?i)(?:FY ?)?(?:20)?(\d\d) ?[-/–] ?(?:20)?(\d\d)"
TWO_YEARS_TOGETHER = r"20\d{4}"
NUMBER = "-?[0-9]{1,5}"
NUMBERED = r"(?i)(?:p|pd|per|period|m|mth|month)[ .-]?(\d{1,2})"
YEAR_AND_PERIOD = r"20\d{4}"
NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
NAMED = rf"(?i)(?:{NAMES})(?:[ .'/-]*(?:20)?(\d\d))?"
NAMED_WITH_YEAR = rf"(?i)(?:{NAMES})[ .'/-]*(?:20)?(\d\d)"
SHORT_NAMES = ", ".join(literal(name[:3]) for name in MONTH_NAMES)


def year(cell: str) -> str:
    """SQL for the financial year of a cell."""
    start, end = (f"regexp_extract({cell}, {literal(TWO_YEARS)}, {group})" for group in (1, 2))
    return (  # the fast path: most ledgers write it as it is stored
        f"case when regexp_full_match({cell}, '{AS_STORED}') then {cell} "
        f"when regexp_full_match({cell}, {literal(TWO_YEARS)}) "
        f"then '20' || {start} || '-' || {end} "
        f"when regexp_full_match({cell}, '{TWO_YEARS_TOGETHER}') "
        f"then left({cell}, 4) || '-' || right({cell}, 2) end"
    )


def period(cell: str) -> str:
    """SQL for the period of a cell."""
    return (
        f"case when regexp_full_match({cell}, '{NUMBER}') then cast({cell} as bigint) "
        f"when regexp_full_match({cell}, '{YEAR_AND_PERIOD}') "
        f"then cast(right({cell}, 2) as bigint) "
        f"when regexp_full_match({cell}, {literal(NUMBERED)}) "
        f"then cast(regexp_extract({cell}, {literal(NUMBERED)}, 1) as bigint) "
        f"when regexp_full_match({cell}, {literal(NAMED)}) "
        f"then ({_month(cell)} + 8) % 12 + 1 end"
    )


def year_of_period(cell: str) -> str:
    """SQL for the financial year that a cell of a period names; null where it names none."""
    named = f"cast(regexp_extract({cell}, {literal(NAMED_WITH_YEAR)}, 1) as integer)"
    start = (
        f"case when regexp_full_match({cell}, '{YEAR_AND_PERIOD}') "
        f"then cast(left({cell}, 4) as integer) "
        f"when regexp_full_match({cell}, {literal(NAMED_WITH_YEAR)}) "
        f"then 2000 + {named} - case when {_month(cell)} < 4 then 1 else 0 end end"
    )
    # most periods are numbers of one or two digits
    return f"case when length({cell}) > 2 then {as_text(start)} end"


def as_text(start: str) -> str:
    """SQL for the financial year that begins in the calendar year `start`, an SQL expression."""
    return f"({start}) || '-' || right(cast(({start}) + 1 as varchar), 2)"


def _month(cell: str) -> str:
    """SQL for the number of the month that a cell begins with."""
    return f"list_position([{SHORT_NAMES}], lower(left({cell}, 3)))"
