"""A spoilt file and what must come of it; the list of ways to spoil one."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from tests.mutants.bases import Table

# what must come of it, beyond what the oracle holds every file to
SAME = "the same rows as the unspoilt file, all accepted"
REFUSED = "the whole file refused"
SEEN = "not accepted as if nothing were wrong"
TOLD = "each row accepted as the file says it, or held back"

Way = Callable[[Random, Table], "Mutant"]
WAYS: dict[str, Way] = {}


@dataclass(frozen=True)
class Mutant:
    """The bytes of one file. `delimiter` is what it was written with."""

    content: bytes
    must: str = TOLD
    delimiter: str = ","
    packed: bool = False
    control: bytes | None = None
    kind: str = ""


def way(function: Way) -> Way:
    """Register a way to spoil a file under its function's name."""
    WAYS[function.__name__] = function
    return function


def spoil(kind: str, rng: Random, table: Table) -> Mutant:
    """The mutant of this kind; now and then a file of the ledger comes gzipped."""
    made = replace(WAYS[kind](rng, table), kind=kind)
    if (
        table.dataset == "transactions"
        and not (made.packed or made.control)
        and rng.random() < 0.25
    ):
        return replace(made, content=gzip.compress(made.content, mtime=0), packed=True)
    return made


def written(table: Table, must: str = TOLD, **how: str) -> Mutant:
    return Mutant(table.text(**how).encode(), must, delimiter=how.get("delimiter", ","))
