"""A spoilt file with its expected result, and the list of ways to spoil one."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from tests.mutants.bases import Table

# the expected result, beyond what the oracle checks of every file
SAME = "the same rows as the unspoilt file, all accepted"
REJECTED = "the whole file is rejected"
NOTICED = "a row is quarantined or a duplicate, the file rejected, or a finding recorded"
CONSERVED = "each row is accepted as it is in the file, or quarantined"

Way = Callable[[Random, Table], "Mutant"]
WAYS: dict[str, Way] = {}


@dataclass(frozen=True)
class Mutant:
    """The bytes of one file. `delimiter` is what it was written with."""

    content: bytes
    must: str = CONSERVED
    delimiter: str = ","
    packed: bool = False
    control: bytes | None = None
    kind: str = ""


def way(function: Way) -> Way:
    """Register a way to spoil a file under its function's name."""
    WAYS[function.__name__] = function
    return function


def spoil(kind: str, rng: Random, table: Table) -> Mutant:
    """The mutant of this kind; a quarter of the ledger files are gzipped."""
    made = replace(WAYS[kind](rng, table), kind=kind)
    if (
        table.dataset == "transactions"
        and not (made.packed or made.control)
        and rng.random() < 0.25
    ):
        return replace(made, content=gzip.compress(made.content, mtime=0), packed=True)
    return made


def written(table: Table, must: str = CONSERVED, **how: str) -> Mutant:
    return Mutant(table.text(**how).encode(), must, delimiter=how.get("delimiter", ","))
