"""Which waivers can have no effect: what can be told from their entries, the contracts and the
checks of each dataset. A waiver of any check that a file of the dataset can have is not named."""

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from steps.reporting import home

if TYPE_CHECKING:
    from expectations.waivers import Waiver
    from ingest.contract import Contract
    from ingest.read.comparison.batch_facts import BatchFacts
    from settings.problem import Problem

UNTIL_THEN = "it waives nothing"
# The years of returns and files whose checks are named: some checks begin or end in one of them.
YEARS = range(2019, 2040)
# The wording of `an empty column` names columns and files.
VARIABLE = re.compile(" filled in | filled is empty in every row")


def problems() -> "Iterator[Problem]":
    """The entries that waive nothing: of no authority, or of no check that can be waived. None
    where the file is wrong, which waives nothing as a whole."""
    from expectations import waivers
    from settings.problem import Problem, shown

    for n, waiver in enumerate(_waivers(), 1):
        if not re.fullmatch("[0-9]{3}|england", waiver.la_code):
            expected = "the three digits of an authority, or england"
            found = shown(waiver.la_code)
            yield Problem(waivers.FILE, f"entry {n}.la_code", found, expected, UNTIL_THEN)
        names = _names(waiver.source, waiver.dataset)
        is_waivable = names.get(_form(waiver.check))
        if is_waivable or VARIABLE.search(waiver.check):
            continue
        expected = f"the rule_name or expectation of a check of {waiver.dataset}"
        if is_waivable is False:
            expected = "a check that can be waived (docs/check-results-and-waivers.md)"
        elif nearest := _nearest(waiver.check, names):
            expected += f" (did you mean '{nearest}'?)"
        found = shown(waiver.check)
        yield Problem(waivers.FILE, f"entry {n}.check", found, expected, UNTIL_THEN)


def past(today: dt.date) -> Iterator[str]:
    """A line for each waiver whose last day is past. It is no problem: files of those days, which
    may be loaded again, keep their results by it."""
    from expectations import waivers

    for n, waiver in enumerate(_waivers(), 1):
        if waiver.until < today:
            yield (
                f"{waivers.FILE}: entry {n}.until: {waiver.until} is past: the entry has an effect "
                "on files of that day and before alone"
            )


def _waivers() -> "list[Waiver]":
    from expectations import waivers
    from settings.problem import InvalidSettings

    try:
        return waivers.read(home())
    except InvalidSettings:
        return []


def _nearest(check: str, names: dict[str, bool]) -> str | None:
    import difflib

    waivable = [name for name, is_waivable in names.items() if is_waivable and "#" not in name]
    return next(iter(difflib.get_close_matches(_form(check), waivable, n=1, cutoff=0.8)), None)


def _form(name: str) -> str:
    """A check's name without its dates and numbers, which differ between files."""
    return re.sub(r"[0-9][0-9,.]*", "#", name)


@cache
def _names(source: str, dataset: str) -> dict[str, bool]:
    """The form of each rule and wording that a file of a dataset can have, and whether such a check
    can be waived."""
    from expectations import check_meta, shape, suites
    from ingest import contract_files

    contract = contract_files.of_source(source, "")[dataset]
    suite = suites.find(f"{source}.{dataset}")
    assert suite, "a waiver of a dataset without checks is a problem of its own"
    found: dict[str, bool] = {}
    for facts in _facts(contract):
        for expectation in [*suite(facts), *shape.checks(facts)]:
            meta = check_meta.of_check(expectation)
            for name in (meta["wording"], meta["rule"]):
                found[_form(name)] = found.get(_form(name), False) or meta["waivable"]
    return found


def _facts(contract: "Contract") -> "Iterator[BatchFacts]":
    """Facts by which a suite has all its checks: every other file is there, and so is the last
    extract."""
    from ingest.read.comparison.batch_facts import (
        BatchFacts,
        ComparableColumns,
        EmptiedColumns,
        LastExtract,
        ReturnHeader,
    )

    stored = {raw: name for name in contract.columns if (raw := contract.raw_name(name))}
    for year in YEARS if contract.of_return else YEARS[-1:]:
        for lost_keys in (0, 90):
            yield BatchFacts(
                suite=f"{contract.source}.{contract.dataset}",
                la_code="312",
                business_date=f"{year}-11-20",
                key=tuple(str(contract.raw_name(name)) for name in contract.key),
                contract_names=stored,
                references={
                    str(contract.raw_name(name)): target.split(".")[0]
                    for name, target in contract.references.items()
                },
                has_posted_lines=contract.mode == "incremental",
                last_extract=LastExtract(100, lost_keys),
                emptied_columns=EmptiedColumns("earlier files"),
                comparable=ComparableColumns(tuple(stored), tuple(stored)),
                min_rows_of_last_pct=contract.min_rows_of_last_pct,
                max_lost_keys_pct=contract.max_lost_keys_pct,
                max_lost_keys=0,  # so that this check has its full effect
                may_be_empty=False,
                return_header=ReturnHeader(str(year), f"{year}-01-15"),
                figures=tuple(
                    sorted({each for file in contract.files.values() for each in file.requires})
                ),
                dates_elsewhere={
                    str(contract.raw_name(name)): f"{year}-11-20"
                    for name in contract.references_elsewhere
                },
            )
