"""A mutant, which is a file changed at random, its expected outcome, and the list of mutations."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from tests.mutants.bases import Table

# Expected outcomes, in addition to what the oracle checks for every file.
SAME_ROWS = "the same rows as in the original file, all accepted"
REJECTED = "the file rejected"
NOT_CLEAN = "not accepted without a finding, quarantined row or duplicate"
EACH_ROW = "each row accepted with the file's values, or quarantined"

Mutation = Callable[[Random, Table], "Mutant"]
MUTATIONS: dict[str, Mutation] = {}


@dataclass(frozen=True)
class Mutant:
    """The bytes of one file, written with `delimiter`; `packed` tells that they are gzipped."""

    content: bytes
    expected: str = EACH_ROW
    delimiter: str = ","
    packed: bool = False
    control: bytes | None = None
    kind: str = ""


def mutation(function: Mutation) -> Mutation:
    """Register a mutation under its function's name."""
    MUTATIONS[function.__name__] = function
    return function


def mutate(kind: str, rng: Random, table: Table) -> Mutant:
    """Return a mutant of a kind; a quarter of the plain ledger files are gzipped."""
    mutant = replace(MUTATIONS[kind](rng, table), kind=kind)
    if (
        table.dataset == "transactions"
        and not (mutant.packed or mutant.control)
        and rng.random() < 0.25
    ):
        return replace(mutant, content=gzip.compress(mutant.content, mtime=0), packed=True)
    return mutant


def written(table: Table, expected: str = EACH_ROW, **dialect: str) -> Mutant:
    return Mutant(table.text(**dialect).encode(), expected, delimiter=dialect.get("delimiter", ","))
