"""Finds the suite of each dataset by the name of its function; a dataset without one is rejected.

The suite of `case_system.plans` is the function `plans` in a module of that source. Dashes in a
dataset's name are underscores in its function's. All public functions of these modules are suites.
"""

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType

from great_expectations.expectations.expectation import Expectation

from expectations import (
    case_system,
    dfe_census,
    finance_ledger,
    geography,
    places,
    safety_valve,
    sen2_return,
)
from expectations.facts import BatchFacts

Suite = Callable[[BatchFacts], list[Expectation]]

MODULES: dict[str, tuple[ModuleType, ...]] = {
    "case_system": (case_system,),
    "dfe_census": (dfe_census, sen2_return),
    "finance_ledger": (finance_ledger,),
    "geography": (geography,),
    "places": (places,),
    "safety_valve": (safety_valve,),
}


def find(name: str) -> Suite | None:
    """The suite of a dataset, by `source.dataset`; None where there is none."""
    return SUITES.get(name.replace("-", "_"))


def _suites_of(module: ModuleType) -> Iterator[tuple[str, Suite]]:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == module.__name__ and not name.startswith("_"):
            yield name, function


SUITES: dict[str, Suite] = {
    f"{source}.{name}": suite
    for source, modules in MODULES.items()
    for module in modules
    for name, suite in _suites_of(module)
}
