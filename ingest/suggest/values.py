"""What the cells of a column show: date formats, codes that have to be mapped, float residue.

Queries return counts, and values of code columns only where they can't identify a person.
"""

from dataclasses import dataclass

import duckdb

from ingest import date_format
from ingest.column import KEYED, NO, YES, Column, Sign
from ingest.contract import Contract
from ingest.read.headers import other_amounts
from ingest.read.headers.matching import Headers
from ingest.read.values import amounts, casts, dates, identifiers
from ingest.sql import literal

DATE_FORMATS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%d/%m/%y",
    "%d-%b-%y", "%Y%m%d", "%d%m%Y", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
    "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S.%fZ", "%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M %p", "%m/%d/%y",
    "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p",
)  # fmt: skip
LEAST_ROWS = 5  # a code of fewer rows could be a name that stands in the wrong column
MOST_CODES = 30
CLEAR_SHARE = 0.9  # of the rows; some are of a period of the year before
# the words of debit and credit; S and H are SAP's (Soll, Haben)
SIGNS = (Sign(), Sign(debit=("S",), credit=("H",)), Sign(debit=("+",), credit=("-",)))


@dataclass(frozen=True)
class Codes:
    """Values of a code column that the contract does not have: those that may be shown, and how
    many values (of how many rows) may not. `rows` have any of them."""

    shown: tuple[str, ...] = ()
    hidden_values: int = 0
    hidden_rows: int = 0
    rows: int = 0


class Cells:
    """The cells of a file, in table `cells` of a connection: `cell_0` and so on."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
        self.connection = connection
        self.contract = contract

    def _counts(self, select: str) -> tuple[int, ...]:
        row = self.connection.execute(f"select {select} from cells").fetchone()
        return tuple(int(each or 0) for each in row or ())

    def rows(self) -> int:
        return self._counts("count(*)")[0]

    def remove(self, condition: str) -> int:
        """Remove the records for which SQL is true; return how many there were."""
        done = self.connection.execute(f"delete from cells where {condition}").fetchone()
        return int(done[0]) if done else 0

    def date_formats(self, positions: list[int]) -> tuple[str, ...]:
        """The fewest formats that read every date of these columns, as far as any does. A date of
        another length than its format is not of that format: %Y would read 14 as the year 14."""
        days = " union all ".join(
            f"select cell_{n} as cell from cells where cell_{n} is not null" for n in positions
        )
        if not days:
            return ()
        chosen: list[str] = []
        unread = f"({days})"
        while left := [each for each in DATE_FORMATS if not _is_other_order(each, chosen)]:
            counts = self.connection.execute(
                "select "
                + ", ".join(f"count(*) filter ({_is_date(each)})" for each in left)
                + f" from {unread}"
            ).fetchone()
            assert counts
            best = max(range(len(left)), key=lambda n: counts[n])
            if not counts[best]:
                break
            chosen.append(left[best])
            unread = f"(from {unread} where not coalesce({_is_date(left[best])}, false))"
        is_number = f"regexp_full_match(cell, {literal(dates.NUMBER_OF_DAY)})"
        if self.connection.execute(f"from {unread} where {is_number} limit 1").fetchone():
            return (*(chosen or self.contract.date_formats), date_format.SERIAL)
        return tuple(chosen)

    def empty_words(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Empty the cells that hold one of these words, in any case; return those that were
        found, as they are written."""
        described = self.connection.execute("describe cells").fetchall()
        columns = [name for name, *_ in described if name.startswith("cell_")]
        listed = ", ".join(literal(each.lower()) for each in words)
        all_cells = " union all ".join(f"select {name} as cell from cells" for name in columns)
        found = self.connection.execute(
            f"select distinct cell from ({all_cells}) where lower(cell) in ({listed}) order by 1"
        ).fetchall()
        if found:
            emptied = ", ".join(
                f"case when lower({name}) not in ({listed}) then {name} end as {name}"
                for name in columns
            )
            self.connection.execute(
                f"create or replace table cells as select * replace ({emptied}) from cells"
            )
        return tuple(word for (word,) in found)

    def is_ambiguous(self, positions: list[int], formats: tuple[str, ...]) -> bool:
        """Whether day and month could be exchanged in every date that has both as numbers."""
        both = [each for each in formats if _order(each)]
        decided = [
            f"count(*) filter ({_is_date(each, cell)} and not coalesce("
            f"{_is_date(date_format.day_and_month_swapped(each), cell)}, false))"
            for each in both
            for cell in (f"cell_{n}" for n in positions)
        ]
        return bool(decided) and sum(self._counts(", ".join(decided))) == 0

    def other_amounts(self, positions: dict[str, int], added: dict[str, int]) -> set[str]:
        """The new headers of columns by which some rows' amounts are no postings in pounds."""
        conditions = other_amounts.by_header(self.contract, Headers(positions, added))
        return {
            header
            for header, condition in conditions.items()
            if self._counts(f"count(*) filter ({condition})")[0]
        }

    def are_mostly_negative(self, position: int) -> bool:
        """Whether most amounts of a column have a minus or brackets."""
        cell = f"cell_{position}"
        negative, filled = self._counts(
            f"count(*) filter (regexp_matches({cell}, {literal(amounts.CREDIT)})), count({cell})"
        )
        return 2 * negative > filled

    def are_some_negative(self, position: int) -> bool:
        """Whether any amount of a column has a minus or brackets."""
        cell = f"cell_{position}"
        return (
            self._counts(f"count(*) filter (regexp_matches({cell}, {literal(amounts.CREDIT)}))")[0]
            > 0
        )

    def sign_of(self, position: int) -> Sign | None:
        """The words of debit and credit that all filled cells of a column are among."""
        cell = f"cell_{position}"
        for sign in SIGNS:
            words = ", ".join(literal(word.lower()) for word in (*sign.debit, *sign.credit))
            fitting, filled = self._counts(
                f"count(*) filter (lower({cell}) in ({words})), count({cell})"
            )
            if 0 < filled == fitting:
                return sign
        return None

    def unknown_codes(self, column: Column, position: int) -> Codes:
        """Values that are none of the contract's codes or of the words of a flag, not of the
        pattern of its texts, or words where it has whole numbers."""
        spaced = [each.replace("_", mark) for each in column.codes for mark in " -"]
        own = (*YES, *NO) if column.type == "flag" else (*column.codes, *spaced)
        words = (*own, *column.code_map, *column.null_values, *self.contract.null_values)
        known = ", ".join(literal(each.lower()) for each in words)
        unknown = f"lower(cell_{position}) not in ({known})" if known else "true"
        if column.type == "integer":
            unknown += f" and regexp_matches(cell_{position}, '^\\pL|\\pL\\pL')"
        if column.pattern:
            of_pattern = f"regexp_full_match(upper(cell_{position}), {literal(column.pattern)})"
            unknown = f"{unknown} and not {of_pattern}"
        found = self.connection.execute(
            f"select cell_{position}, count(*) from cells where cell_{position} is not null "
            f"and {unknown} group by 1 order by 2 desc, 1"
        ).fetchall()
        least = LEAST_ROWS if self.contract.personal else 1
        may_be_codes = len(found) <= MOST_CODES
        shown = tuple(
            value for value, rows in found if may_be_codes and rows >= least and len(value) <= 40
        )
        hidden = [rows for value, rows in found if value not in shown]
        return Codes(shown, len(hidden), sum(hidden), sum(rows for _, rows in found))

    def single_year(self, year: int, date: int) -> str | None:
        """Which of its two calendar years a year alone names, where the posting dates of nearly all
        rows show it."""
        day = casts.cast(self.contract, "posting_date", f"cell_{date}").value
        begins = f"(year({day}) - case when month({day}) < 4 then 1 else 0 end)"
        cell = f"case when regexp_full_match(cell_{year}, '20[0-9][0-9]') then cell_{year} end"
        named = f"try_cast({cell} as integer)"
        rows, first, second = self._counts(
            f"count({named}), count(*) filter ({named} = {begins}), "
            f"count(*) filter ({named} = {begins} + 1)"
        )
        shares = {"first": first, "second": second}
        most = max(shares, key=lambda name: shares[name])
        return most if rows >= LEAST_ROWS and shares[most] >= CLEAR_SHARE * rows else None

    def empty(self, position: int) -> int:
        """The rows with an empty cell in a column."""
        return self._counts(f"count(*) - count(cell_{position})")[0]

    def unreadable(self, name: str, position: int) -> int:
        """The cells that can't be read as the column's type."""
        cell, column = f"cell_{position}", self.contract.columns[name]
        if column.type == "money":
            _, cast = casts.cast_amount(self.contract, name, {name: cell})
        else:
            if column.type in KEYED:
                cell = identifiers.cleaned_sql(column.namespace, cell, unseen=True, spaces=True)
            cast = casts.cast(self.contract, name, cell)
        value = cast.value
        return self._counts(f"count(cell_{position}) - count({value})")[0]


def _order(written: str) -> str:
    """Whether the day or the month is first, where a format has both as numbers before the year;
    else empty."""
    return written[:2] if written.startswith(("%d", "%m")) and "%m" in written else ""


def _is_other_order(written: str, chosen: list[str]) -> bool:
    """Whether a format has day and month the other way round than those chosen: 05/01 would be two
    different days."""
    others = {_order(each) for each in chosen} - {""}
    return bool(_order(written)) and bool(others - {_order(written)})


def _is_date(written: str, cell: str = "cell") -> str:
    parsed = f"try_strptime({cell}, {dates.as_read(written)})"
    if not date_format.has_time(written):
        midnight = f"try_strptime({dates.before_midnight(cell)}, {dates.as_read(written)})"
        parsed = f"coalesce({parsed}, {midnight})"
    exact = f"{parsed} is not null"
    if "%Y" in written:
        exact += f" and {parsed} >= timestamp '1900-01-01'"
    return exact
