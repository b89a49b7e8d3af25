"""The words that suites are written in, and the rules that every dataset shares.

An expectation's `meta` says what follows when it fails (`then`) and what the person on call reads
(`says`): plain words, never a value, since a value may be a child's. `rule` names it the same on
every night, where the words hold a date or a number; `waivable` is false where what fails would
break the keys that everything downstream counts by; `of_rows` is false where it is about the whole
file.
"""

from typing import Any

import great_expectations.expectations as gxe
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.facts import BatchFacts

REFUSE, QUARANTINE, REMARK = "refuse", "quarantine", "remark"
SEVERITY = {
    REFUSE: FailureSeverity.CRITICAL,
    QUARANTINE: FailureSeverity.WARNING,
    REMARK: FailureSeverity.INFO,
}


class ExpectNoRows(gxe.UnexpectedRowsExpectation):
    """The query names no row. Unlike its parent it counts the rows and fetches none of them, so
    that none can stand in a result."""

    metric_dependencies = ("unexpected_rows_query.row_count",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002  # the parent's
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        found = metrics["unexpected_rows_query.row_count"]
        return {"success": found == 0, "result": {"observed_value": found}}


def rows(says: str, where: str) -> Any:
    """Rows for which `where` holds are quarantined; `where` sees the batch as `b`."""
    return _rows(says, where, QUARANTINE)


def remark(says: str, where: str) -> Any:
    """Rows that are odd, not impossible: they go on, and the receipt says how many there are."""
    return _rows(says, where, REMARK)


def _rows(says: str, where: str, then: str, **more: Any) -> Any:
    braced = where.replace("{", "{{").replace("}", "}}")
    return no_rows(says, f"select row_id from (from {{batch}}) b where {braced}", then, **more)


def no_rows(says: str, query: str, then: str, **more: Any) -> Any:
    """What a query finds must not be; where it is `of_rows` it names them by row_id."""
    return ExpectNoRows(
        unexpected_rows_query=query,
        description=says,
        severity=SEVERITY[then],
        meta=_meta(says, then, **more),
    )


def _meta(
    says: str,
    then: str,
    rule: str | None = None,
    waivable: bool = True,
    of_rows: bool | None = None,
) -> dict[str, Any]:
    return {
        "then": then,
        "says": says,
        "rule": rule or says,
        "waivable": waivable,
        "of_rows": then != REFUSE if of_rows is None else of_rows,
    }


def within(column: str, low: Any, high: Any) -> Any:
    """A number or date outside its range puts its row in quarantine; null is no finding."""
    outside = f"b.{column} not between '{low}' and '{high}'"
    says = f"{column}: outside {low} to {high}"
    return _rows(says, outside, QUARANTINE, rule=f"{column}: outside its range")


def years_follow() -> Any:
    """A financial year such as 2025-26 names two years that follow each other."""
    return rows(
        "financial_year: the two years don't follow each other (expected such as 2025-26)",
        "try_cast(right(financial_year, 2) as integer) is distinct from "
        "(try_cast(left(financial_year, 4) as integer) + 1) % 100",
    )


def shared(facts: BatchFacts) -> list[Any]:
    """What holds of every dataset: rows there are, not suddenly few, keys once, references known,
    no column fallen silent."""
    found = [*_enough_rows(facts), _unique_key(facts)]
    found += [
        rows(
            f"{facts.contract_names[column]}: not among the {dataset} accepted so far",
            f"b.{column} is not null and not exists (from ref_{column} where known = b.{column})",
        )
        for column, dataset in facts.references.items()
    ]
    if facts.has_posted_lines:
        found.append(
            _rows(
                "already posted with other content; a ledger corrects by reversal, never by change",
                "b.row_id in (from posted_before)",
                QUARANTINE,
                waivable=False,
            )
        )
    if facts.last_extract and facts.last_extract.filled_columns:
        found.append(_none_empty(facts.last_extract.filled_columns))
    return found


def _enough_rows(facts: BatchFacts) -> list[Any]:
    """Some rows at all, and not suddenly few."""
    found = []
    if not facts.may_be_empty:
        found.append(_at_least(1, "no rows to load", waivable=False))
    if facts.last_extract and facts.last_extract.rows:
        last, percent = facts.last_extract.rows, facts.min_rows_of_last_pct
        says = f"fewer than {percent:g} % of the {last} rows of the last extract are left"
        found.append(_at_least(int(-(-last * percent // 100)), says, "the rows collapsed"))
    return found


def _at_least(least: int, says: str, rule: str | None = None, waivable: bool = True) -> Any:
    return gxe.ExpectTableRowCountToBeBetween(
        min_value=least, description=says, meta=_meta(says, REFUSE, rule, waivable)
    )


def _unique_key(facts: BatchFacts) -> Any:
    key = ", ".join(facts.key)
    spelt = ", ".join(facts.contract_names[name] for name in facts.key)
    says = f"the key ({spelt}) stands on several rows that differ; which one is right is not known"
    same = " and ".join(f"b.{name} is not distinct from twice.{name}" for name in facts.key)
    query = (
        f"with twice as (select {key} from {{batch}} group by all having count(*) > 1) "
        f"select row_id from (from {{batch}}) b semi join twice on {same}"
    )
    return no_rows(says, query, QUARANTINE, rule="unique key", waivable=False)


def _none_empty(filled: tuple[str, ...]) -> Any:
    listed = ", ".join(filled)
    says = f"a column that the last extract filled is now empty in every row (one of {listed})"
    silent = " or ".join(f"count({name}) = 0" for name in filled)
    query = f"select count(*) as n from {{batch}} having {silent}"
    return no_rows(says, query, REFUSE, rule="a column fell silent")
