"""Control files that agree with the file, differ from it or cannot be read."""

import hashlib
import json
from random import Random

from tests.mutants.bases import Table
from tests.mutants.mutant import REJECTED, SAME_ROWS, Mutant, mutation


@mutation
def control_file_agrees(rng: Random, table: Table) -> Mutant:
    content = table.text().encode()
    control = {"rows": len(table.rows), "sha256": hashlib.sha256(content).hexdigest()}
    return Mutant(content, SAME_ROWS, packed=False, control=json.dumps(control).encode())


@mutation
def control_file_differs(rng: Random, table: Table) -> Mutant:
    control = rng.choice(
        [
            {"rows": len(table.rows) + 1},
            {"rows": 0},
            {"rows": "many"},
            {"rows": None},
            {"rows": [44]},
            {"sha256": "0" * 64},
            {"sha256": None},
            {"totals": {"amount": "0.01"}},
            {"totals": {"amount": "a lot"}},
            {"totals": {"amount": None}},
            {"totals": {"nonsense": 1}},
            {"totals": [1, 2]},
            {"totals": "12.00"},
            {"rows": 1e400},
        ]
    )
    return Mutant(table.text().encode(), REJECTED, control=json.dumps(control).encode())


@mutation
def control_file_unreadable(rng: Random, table: Table) -> Mutant:
    content = rng.choice([b"", b"[]", b"{", b"44", b"null", b"\xff\xfe\x00", b"{}}", b"[" * 5000])
    return Mutant(table.text().encode(), REJECTED, control=content)
