"""SQL that reads financial years and periods in the spellings that ledgers use.

A financial year is stored as 2026-27, a period as 1 (April) to 12, with 13 and 14 for year-end
adjustments. A period can name its year: 202607, 007/2026 and P07 2026/27 are period 7 of 2026-27,
Oct-26 is October 2026. 10/2026 can be a period or a month, so a contract says which (`numbers`).
"""

from ingest.column import Numbers, SingleYear
from ingest.file_pattern import MONTH_NAMES, MONTHS
from ingest.sql import literal

YEAR_EXPECTED = (
    "a financial year with both its years, such as 2026-27, 2026/27, 2026-2027, 26/27 or 2627 (a "
    "single year is counted in two ways: the contract's key 'single_year' says in which)"
)
SINGLE_YEAR_EXPECTED = "a financial year such as 2026, FY26, 2026-27 or 26/27"
PERIOD_EXPECTED = (
    "a period such as 7, P07, Oct, 202607 or 007/2026 (for 10/2026, the contract's key 'numbers' "
    "says whether it is a period or a month)"
)
PERIOD_WITH_YEAR_EXPECTED = "a period with its financial year, such as 202607, 007/2026 or Oct-26"
AS_STORED = "[0-9]{4}-[0-9]{2}"
TWO_YEARS = r"(?i)(?:FY ?)?(?:20)?(\d\d) ?[-/–] ?(?:20)?(\d\d)"
TWO_YEARS_TOGETHER = r"20\d{4}"
# 2627 can be no single year; 2021 can be one, or 2020-21, and is not read
SHORT_YEARS_TOGETHER = ", ".join(
    literal(f"{year}{year + 1}") for year in range(10, 99) if year != 20
)
SINGLE_YEAR = r"(?i)(?:FY ?)?(?:20)?(\d\d)"
BOTH_YEARS = r"(?i)\pL.*20\d\d[-/](20)?\d\d"  # in a period: P07 2026/27
NUMBER = "-?[0-9]{1,5}([.]0+)?"
NUMBERED = r"(?i)(?:p|ap|pd|per|period|m|mth|month)[ .-]?(\d{1,2})"
IN_YEAR = r"[ ./-]+(?:fy ?)?(20\d\d)(?:[-/](?:20)?\d\d)?"
# Patterns with the groups of number and year: 202607 and 2026007, 007/2026, P07, P07 2026/27
FORMS = (
    (r"(20\d\d)(?:[./-]?0)?(\d\d)", 2, 1),
    (r"0(\d\d)[./-](20\d\d)", 1, 2),
    (NUMBERED, 1, 0),
    (NUMBERED + IN_YEAR, 1, 2),
)
# 10/2026 and 2026-10, where the contract says what the numbers are of
DECLARED_FORMS = ((r"(\d{1,2})[./-](20\d\d)", 1, 2), (r"(20\d\d)[./-](\d{1,2})", 2, 1))
NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
NAMED = rf"(?i)(?:{NAMES})(?:[ .'/-]*(?:20)?(\d\d))?"
NAMED_WITH_YEAR = rf"(?i)(?:{NAMES})[ .'/-]*(?:20)?(\d\d)"
SHORT_NAMES = ", ".join(literal(name[:3]) for name in MONTH_NAMES)


def year(cell: str, single_year: SingleYear | None) -> str:
    """SQL for the financial year of a cell. `single_year`: which of its two calendar years one
    alone names, where that is declared."""
    start, end = (f"regexp_extract({cell}, {literal(TWO_YEARS)}, {group})" for group in (1, 2))
    single = _of_single(cell, single_year)
    return (  # the fast path: most ledgers write it as it is stored
        f"case when regexp_full_match({cell}, '{AS_STORED}') then {cell} "
        f"when regexp_full_match({cell}, {literal(TWO_YEARS)}) "
        f"then '20' || {start} || '-' || {end} "
        f"when regexp_full_match({cell}, '{TWO_YEARS_TOGETHER}') "
        f"then left({cell}, 4) || '-' || right({cell}, 2) "
        f"when {cell} in ({SHORT_YEARS_TOGETHER}) "
        f"then '20' || left({cell}, 2) || '-' || right({cell}, 2) {single}end"
    )


def _of_single(cell: str, single_year: SingleYear | None) -> str:
    if single_year is None:
        return ""
    start = f"2000 + {_number(cell, SINGLE_YEAR, 1)} - {int(single_year == 'second')}"
    return f"when regexp_full_match({cell}, {literal(SINGLE_YEAR)}) then {as_text(start)} "


def period(cell: str, numbers: Numbers | None) -> str:
    """SQL for the period of a cell. `numbers`: of what the numbers are, where that is declared; 7
    alone and 202607 are periods otherwise."""
    number = _counted(f"try_cast(split_part({cell}, '.', 1) as bigint)", numbers)
    plain = f"try_cast({cell} as bigint)"
    as_printed = f"strlen({cell}) <= 2 and cast({plain} as varchar) = {cell}"
    whens = [  # the fast path first: most periods are 1 to 14
        f"when {as_printed} then {_counted(plain, numbers)}",
        f"when regexp_full_match({cell}, '{NUMBER}') then {number}",
    ]
    whens += [
        f"when regexp_full_match({cell}, {literal(form)}) "
        f"then {_counted(_number(cell, form, group), numbers)}"
        for form, group, _ in _forms(numbers)
    ]
    return (
        f"case {' '.join(whens)} when regexp_full_match({cell}, {literal(NAMED)}) "
        f"then ({_month(cell)} + 8) % 12 + 1 end"
    )


def year_of_period(cell: str, numbers: Numbers | None, single_year: SingleYear | None) -> str:
    """SQL for the financial year that a cell of a period names; null where it names none. A single
    year is the one in which the financial year begins, unless `single_year` says `second`."""
    whens = []
    for form, number, year in _forms(numbers):
        if year:
            start = _number(cell, form, year)
            if numbers == "month":
                start += f" - case when {_number(cell, form, number)} < 4 then 1 else 0 end"
            if single_year == "second":
                both = f"regexp_full_match({cell}, {literal(BOTH_YEARS)})"
                start += f" - case when {both} then 0 else 1 end"
            whens.append(f"when regexp_full_match({cell}, {literal(form)}) then {start}")
    named = _number(cell, NAMED_WITH_YEAR, 1)
    start = (
        f"case {' '.join(whens)} when regexp_full_match({cell}, {literal(NAMED_WITH_YEAR)}) "
        f"then 2000 + {named} - case when {_month(cell)} < 4 then 1 else 0 end end"
    )
    # most periods are numbers of one or two digits
    return f"case when length({cell}) > 2 then {as_text(start)} end"


def _forms(numbers: Numbers | None) -> tuple[tuple[str, int, int], ...]:
    return FORMS if numbers is None else (*FORMS, *DECLARED_FORMS)


def _number(cell: str, form: str, group: int) -> str:
    return f"cast(regexp_extract({cell}, {literal(form)}, {group}) as bigint)"


def _counted(number: str, numbers: Numbers | None) -> str:
    """The period of a number, which can be that of a month."""
    if numbers != "month":
        return number
    return f"case when {number} between 1 and 12 then ({number} + 8) % 12 + 1 end"


def as_text(start: str) -> str:
    """SQL for the financial year that begins in the calendar year `start`, an SQL expression."""
    return f"({start}) || '-' || right(cast(({start}) + 1 as varchar), 2)"


def _month(cell: str) -> str:
    """SQL for the number of the month that a cell begins with."""
    return f"list_position([{SHORT_NAMES}], lower(left({cell}, 3)))"
