"""Loads many mutants: valid files that were changed at random, the same ones in every run. By
default each mutation is tried once on each dataset.

No row may be lost or changed without a finding, no personal data may reach raw, and no load may end
in a traceback. `pytest tests/mutants --mutants 20000` loads more of them.
"""

import datetime as dt
import math
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest

from steps import sources
from tests.conftest import MUTANTS, Installation
from tests.mutants import bytewise, cells, controls, layouts, oracle, tables
from tests.mutants.bases import EARLIER_FILES, PERSONAL_MARKERS, Table, base
from tests.mutants.mutant import MUTATIONS, Mutant, mutate

BATCH = 36  # two batches of a dataset try all 72 mutations
KINDS_FROM = (
    layouts,
    bytewise,
    tables,
    cells,
    controls,
)  # importing them registers their mutations
LAST_NIGHT = dt.date(2026, 11, 30)
BEFORE = dt.date(2026, 9, 1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make batches of one dataset each, so that its earlier files are loaded once."""
    if "batch" in metafunc.fixturenames:
        named = batches(metafunc.config.getoption("--mutants"))
        metafunc.parametrize("batch", named, ids=[f"{dataset}-{n}" for dataset, n in named])


def batches(mutants: int) -> list[tuple[str, int]]:
    """Each dataset in turn."""
    return [
        (list(EARLIER_FILES)[n % len(EARLIER_FILES)], n) for n in range(math.ceil(mutants / BATCH))
    ]


def kinds_of(batch: int, dataset: str) -> list[str]:
    """Return mutations in turn by name. A new name changes the draw."""
    names = sorted(MUTATIONS)
    turn = batch // len(EARLIER_FILES) * BATCH
    return [names[(turn + n) % len(names)] for n in range(BATCH)]


def test_as_many_as_by_default_try_every_mutation_on_every_dataset():
    tried = {(dataset, kind) for dataset, n in batches(MUTANTS) for kind in kinds_of(n, dataset)}
    assert tried == {(dataset, kind) for dataset in EARLIER_FILES for kind in MUTATIONS}


def test_mutants(batch, installation, caplog, record_property):
    caplog.set_level("DEBUG", logger="send")
    dataset, number = batch
    table = base(dataset)
    send_earlier_files(installation, table)
    rng = Random(f"spoilt {dataset} {number}")
    mutants = [mutate(kind, rng, table) for kind in kinds_of(number, dataset)]
    sent = {send(installation, n, mutant, table): mutant for n, mutant in enumerate(mutants)}
    receipts = load(table.source, set(sent))
    assert set(receipts) == set(sent), "there must be one receipt for each file"
    problems = []
    for path, mutant in sent.items():
        la_code, receipt = path.split("/")[0], receipts[path]
        if isinstance(receipt, Exception):
            problems.append(f"{path} ({mutant.kind}): raised {type(receipt).__name__}: {receipt}")
            continue
        rows = raw_rows(installation, table, receipt), quarantined_rows(installation, receipt)
        found = oracle.complaints(mutant, table, la_code, receipt, *rows)
        if table.personal and (marker := PERSONAL_MARKERS.search(f"{receipt} {rows}")):
            found.append(f"personal data in receipt, raw or quarantine: …{marker.group()[:4]}…")
        problems += [f"{path} ({mutant.kind}): {why}" for why in found]
    assert not problems, "\n".join(problems)
    counts = Counter((sent[path].kind, str(receipt.outcome)) for path, receipt in receipts.items())
    record_property("counts", [[*key, count] for key, count in sorted(counts.items())])
    assert not (table.personal and PERSONAL_MARKERS.search(caplog.text))
    assert not list((installation.home / "tmp" / "batches").glob("*"))


def send_earlier_files(installation: Installation, table: Table) -> None:
    if EARLIER_FILES[table.dataset]:
        for each in EARLIER_FILES[table.dataset]:
            installation.send(f"205/{table.source}/{each}__{BEFORE}.csv", base(each).text())
        found = sorted(
            sources.register_arrivals(table.source, None), key=lambda arrival: arrival.wave
        )
        assert [sources.load_arrival(arrival).outcome for arrival in found] == ["accepted"] * len(
            found
        )


def send(installation: Installation, number: int, mutant: Mutant, table: Table) -> str:
    """Send a mutant and return its path.

    Full extracts have different nights and releases different years. Ledger files have different
    authorities, because the lines of one authority are compared with each other.
    """
    ending = ".csv.gz" if mutant.packed else ".csv"
    night = LAST_NIGHT - dt.timedelta(days=number)
    stem = f"205/{table.source}/{table.dataset}__{night}"
    if table.dataset == "transactions":
        stem = f"{300 + number}/{table.source}/{table.dataset}__{LAST_NIGHT}"
    if table.dataset == "caseload":
        folder = f"education-health-and-care-plans_{2030 + number}"
        stem = f"england/{table.source}/{folder}/{table.dataset}"
    if mutant.control is not None:
        installation.send(f"{stem}.control.json", mutant.control)
    installation.send(stem + ending, mutant.content)
    return stem + ending


def load(source: str, paths: set[str]) -> dict[str, Any]:
    """Load the last night first, so that no mutant is compared with another."""
    found = [
        arrival for arrival in sources.register_arrivals(source, None) if arrival.file_path in paths
    ]
    found.sort(key=lambda arrival: arrival.business_date, reverse=True)
    return {arrival.file_path: _load_file(arrival) for arrival in found}


def _load_file(arrival: dict[str, Any]) -> dict[str, Any] | Exception:
    """Return the receipt, or the exception that would be a traceback for the person on call."""
    try:
        return sources.load_arrival(arrival)
    except Exception as exception:
        return exception


def raw_rows(installation: Installation, table: Table, receipt: dict[str, Any]) -> oracle.Rows:
    folder = installation.home / "raw" / table.source
    return [row for path in folder.rglob(f"*{receipt.load_id}.parquet") for row in rows_of(path)]


def quarantined_rows(installation: Installation, receipt: dict[str, Any]) -> oracle.Rows:
    path = installation.home / "quarantine" / receipt.la_code / f"{receipt.load_id}.parquet"
    return rows_of(path) if path.exists() else []


def rows_of(path: Path) -> oracle.Rows:
    return pq.ParquetFile(path).read().to_pylist()
