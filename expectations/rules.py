"""The functions that suites are built with, and the checks that every dataset shares."""

from typing import Any

import great_expectations.expectations as gxe
from great_expectations.compatibility.pydantic import PrivateAttr
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.facts import BatchFacts, EmptiedColumns, LastExtract

TOTAL = (
    r"(?i)\W*((sub|grand|report|overall|running)[- ]?totals?\b.*|totals?\W*|"
    r"totals? (for|of)\b.*|.+[ -](sub[- ]?)?totals?\W*)"
)
REJECT, QUARANTINE, REMARK = "refuse", "quarantine", "remark"  # as published
SEVERITY = {
    REJECT: FailureSeverity.CRITICAL,
    QUARANTINE: FailureSeverity.WARNING,
    REMARK: FailureSeverity.INFO,
}


class ExpectNoRows(gxe.UnexpectedRowsExpectation):
    """The query returns no row. Unlike its parent class it counts the rows and fetches none, so
    that no result can hold a value."""

    metric_dependencies = ("unexpected_rows_query.row_count",)
    _configuration: Any = PrivateAttr(default=None)

    @property
    def configuration(self) -> Any:
        """The parent's, built once: Great Expectations reads it thirty times for each check."""
        if self._configuration is None:
            self._configuration = super().configuration
        return self._configuration

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002  # the parent's signature
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        found = metrics["unexpected_rows_query.row_count"]
        return {"success": found == 0, "result": {"observed_value": found}}


def rows(wording: str, where: str) -> Expectation:
    """Quarantine the rows for which `where` holds; `b` is the batch in it."""
    return _rows(wording, where, QUARANTINE)


def remark(wording: str, where: str) -> Expectation:
    """Load the rows for which `where` holds, and count them on the receipt."""
    return _rows(wording, where, REMARK)


def _rows(wording: str, where: str, consequence: str, **more: Any) -> Expectation:
    braced = where.replace("{", "{{").replace("}", "}}")
    return no_rows(
        wording, f"select row_id from (from {{batch}}) b where {braced}", consequence, **more
    )


def no_rows(wording: str, query: str, consequence: str, **more: Any) -> Expectation:
    """The query must return no row. It returns `row_id` where the check is `of_rows`."""
    return ExpectNoRows(
        unexpected_rows_query=query,
        description=wording,
        severity=SEVERITY[consequence],
        meta=_meta(wording, consequence, **more),
    )


def _meta(
    wording: str,
    consequence: str,
    rule: str | None = None,
    waivable: bool = True,
    of_rows: bool | None = None,
    by_authority: bool = False,
) -> dict[str, Any]:
    return {
        "consequence": consequence,
        "wording": wording,
        "rule": rule or wording,
        "waivable": waivable,
        "of_rows": consequence != REJECT if of_rows is None else of_rows,
        "by_authority": by_authority,
    }


def within(column: str, low: Any, high: Any, hint: str = "") -> Expectation:
    """Quarantine the rows whose number or date is outside the range, ends included; null passes."""
    outside = f"b.{column} not between '{low}' and '{high}'"
    wording = f"{column}: outside {low} to {high}{hint}"
    return _rows(wording, outside, QUARANTINE, rule=f"{column}: outside its range")


def years_follow(column: str) -> Expectation:
    """Quarantine the rows whose year in a column is not two consecutive years, such as 2025-26."""
    return rows(
        f"{column}: the two years don't follow each other (expected such as 2025-26)",
        f"try_cast(right({column}, 2) as integer) is distinct from "
        f"(try_cast(left({column}, 4) as integer) + 1) % 100",
    )


def no_totals(*columns: str) -> Expectation:
    """Quarantine the rows of which a column holds the word for a total: such a row sums others, and
    would be counted beside them. Total Communication is the name of a cost centre, and no total."""
    is_total = " or ".join(f"regexp_full_match({column}, '{TOTAL}')" for column in columns)
    return rows(
        f"{', '.join(columns)}: the word of a total (Total, Sub-total, C100 Total); such a row "
        "sums others, which would be counted twice",
        is_total,
    )


def shared(facts: BatchFacts) -> list[Expectation]:
    """The checks of every dataset: enough rows, unique keys, known references, no changed ledger
    line, no empty column."""
    found = [*_enough_rows(facts), _unique_key(facts), *_known_references(facts)]
    if facts.has_posted_lines:
        found.append(_posted_once())
    if facts.emptied_columns:
        found.append(_no_empty_column(facts.emptied_columns))
    return found


def _known_references(facts: BatchFacts) -> list[Expectation]:
    return [
        rows(
            f"{facts.contract_names[column]}: not among the {dataset} accepted so far",
            f"b.{column} is not null and not exists (from ref_{column} where known = b.{column})",
        )
        for column, dataset in facts.references.items()
    ]


def _posted_once() -> Expectation:
    return _rows(
        "already posted with other content; a ledger corrects by reversal, never by change (one "
        "that numbers its lines anew in each file needs journal_id: {derive: file_reference}, and "
        "one that numbers its documents anew in each year or company needs journal_id: "
        "{joined_headers: [the header of the year or company]})",
        "b.row_id in (from posted_before)",
        QUARANTINE,
        waivable=False,
    )


def _enough_rows(facts: BatchFacts) -> list[Expectation]:
    """At least one row, and at least a share of the last extract's rows and of its keys."""
    found = []
    if not facts.may_be_empty:
        found.append(at_least(1, "no rows to load", waivable=False))
    if facts.last_extract and facts.last_extract.rows:
        last, percent = facts.last_extract.rows, facts.min_rows_of_last_pct
        wording = f"fewer than {percent:g} % of the {last} rows of the last extract are left"
        least = int(-(-last * percent // 100))
        found.append(at_least(least, wording, "the rows collapsed"))
        found.append(_keeps_keys(facts, facts.last_extract, least))
    return found


def _keeps_keys(facts: BatchFacts, last: LastExtract, least: int) -> Expectation:
    """Few of the last extract's keys are missing. More than max_lost_keys_pct are a remark, since a
    missing row has been deleted; where they are also more than max_lost_keys, the file is rejected.
    Where fewer than `least` rows are left, the check of the number of rows rejects it."""
    percent, share = facts.max_lost_keys_pct, 100 * last.lost_keys / last.rows
    wording = f"more than {percent:g} % of the {last.rows:,} keys of the last extract are missing"
    is_share_exceeded = last.lost_keys > 1 and share > percent
    is_rejected = last.lost_keys > facts.max_lost_keys
    if is_share_exceeded:  # only then: the rows of an extract that expired can't be compared
        vanish = "would vanish" if is_rejected else "are gone"
        wording = (
            f"{last.lost_keys:,} of the {last.rows:,} keys of the last extract {vanish} "
            f"({share:.1f} %), more than {percent:g} %"
        )
    query = f"select 1 as found from {{batch}} having {is_share_exceeded} and count(*) >= {least}"
    consequence = REJECT if is_rejected else REMARK
    return no_rows(wording, query, consequence, rule="keys vanished", of_rows=False)


def at_least(
    least: int, wording: str, rule: str | None = None, waivable: bool = True
) -> Expectation:
    return gxe.ExpectTableRowCountToBeBetween(
        min_value=least, description=wording, meta=_meta(wording, REJECT, rule, waivable)
    )


def _unique_key(facts: BatchFacts) -> Expectation:
    """Keys are compared only where some may repeat: that takes as long as all other checks."""
    key = ", ".join(facts.key)
    named = ", ".join(facts.contract_names[name] for name in facts.key)
    wording = f"the key ({named}) is on several rows that differ; which one is right is not known"
    same = " and ".join(f"b.{name} is not distinct from repeated.{name}" for name in facts.key)
    filled = ""
    if facts.needs_whole_key:  # rows with an unreadable key would all have the key null
        filled = f"where {' and '.join(f'{name} is not null' for name in facts.key)} "
    query = (
        f"with repeated as (select {key} from {{batch}} {filled}group by all having count(*) > 1) "
        f"select row_id from (from {{batch}}) b semi join repeated on {same}"
    )
    if not facts.may_repeat_keys:
        query = "select row_id from {batch} limit 0"
    return no_rows(wording, query, QUARANTINE, rule="unique key", waivable=False)


def _no_empty_column(emptied: EmptiedColumns) -> Expectation:
    lacking = emptied.without_header
    empty = [name for name in emptied.names if name not in lacking]
    kinds = {"now empty in every row": empty, "no column of this file": lacking}
    wording = "; ".join(
        f"{', '.join(names)}: filled in {emptied.of} and {how}"
        for how, names in kinds.items()
        if names
    )
    query = f"select count(*) as n from {{batch}} having {bool(emptied.names)}"
    return no_rows(
        wording or f"a column that {emptied.of} filled is empty in every row",
        query,
        REJECT if emptied.reject else REMARK,
        rule="an empty column",
        of_rows=False,
    )
