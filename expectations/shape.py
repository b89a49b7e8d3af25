"""Checks against the last extract: shares of codes that moved, and amounts of another size (pence
for pounds, a year's price for a week's). Such a change can be genuine, so each is a remark."""

from great_expectations.expectations.expectation import Expectation

from expectations.facts import BatchFacts
from expectations.rules import REMARK, no_rows

MOVED_POINTS = 10
MOVED_TIMES = 2
FEWEST_AMOUNTS = 100


def checks(facts: BatchFacts) -> list[Expectation]:
    """One check for each column of codes and of amounts that can be compared with the tables
    `last_shares` and `last_amounts`."""
    comparable = facts.comparable
    return [
        *[_shares_moved(facts.contract_names[name], name) for name in comparable.codes],
        *[_size_changed(facts.contract_names[name], name) for name in comparable.amounts],
    ]


def _shares_moved(contract_name: str, name: str) -> Expectation:
    """An empty cell counts as a code of its own."""
    wording = (
        f"{contract_name}: the share of a code or of empty cells moved by more than "
        f"{MOVED_POINTS} points against the last extract"
    )
    query = f"""
        with now as (
            select cast({name} as varchar) as code,
                100.0 * count(*) / sum(count(*)) over () as pct
            from {{batch}} group by {name}
        ),
        last as (select code, pct from last_shares where name = '{name}')
        select 1 as found from now full join last on now.code is not distinct from last.code
        where abs(coalesce(now.pct, 0) - coalesce(last.pct, 0)) > {MOVED_POINTS}
    """
    return no_rows(wording, query, REMARK, of_rows=False)


def _size_changed(contract_name: str, name: str) -> Expectation:
    """Averages are compared by cross-multiplication, so that pounds stay decimal."""
    wording = (
        f"{contract_name}: the average without signs is more than {MOVED_TIMES} times what it was "
        f"in the last extract, or less than 1/{MOVED_TIMES} of it"
    )
    query = f"""
        with now as (
            select sum(abs({name})) as pounds, count({name}) as amounts from {{batch}}
        ),
        last as (select pounds, amounts from last_amounts where name = '{name}')
        select 1 as found from now cross join last
        where least(now.amounts, last.amounts) >= {FEWEST_AMOUNTS} and (
            now.pounds * last.amounts > {MOVED_TIMES} * last.pounds * now.amounts
            or {MOVED_TIMES} * now.pounds * last.amounts < last.pounds * now.amounts
        )
    """
    return no_rows(wording, query, REMARK, of_rows=False)
