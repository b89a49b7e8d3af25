"""Thousands of spoilt files, the same ones in each run: no row is lost, no value changes, no child
is named, and no file ends in a traceback. More of them: `pytest tests/mutants --mutants 20000`."""

import datetime as dt
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest

from ingest.arrival import Arrival
from ingest.receipt import Receipt
from steps import sources
from tests.conftest import Installation
from tests.mutants import bytewise, cells, controls, layouts, oracle, tables
from tests.mutants.bases import EARLIER_FILES, PLANTED, Table, base
from tests.mutants.mutant import WAYS, Mutant, spoil

BATCH = 50
KINDS_FROM = (layouts, bytewise, tables, cells, controls)  # importing them fills WAYS
LAST_NIGHT = dt.date(2026, 11, 30)
BEFORE = dt.date(2026, 9, 1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Batches of one dataset each, so that its earlier files are loaded once."""
    if "batch" in metafunc.fixturenames:
        batches = -(-metafunc.config.getoption("--mutants") // BATCH)
        named = [(list(EARLIER_FILES)[n % len(EARLIER_FILES)], n) for n in range(batches)]
        metafunc.parametrize("batch", named, ids=[f"{dataset}-{n}" for dataset, n in named])


def kinds_of(batch: int, dataset: str) -> list[str]:
    """Each way in turn, so that few mutants already try them all."""
    names = sorted(WAYS)
    turn = batch // len(EARLIER_FILES) * BATCH
    return [names[(turn + n) % len(names)] for n in range(BATCH)]


def test_mutants(batch, installation, caplog, record_property):
    caplog.set_level("DEBUG", logger="send")
    dataset, number = batch
    table = base(dataset)
    load_earlier_files(installation, table)
    rng = Random(f"spoilt {dataset} {number}")
    made = [spoil(kind, rng, table) for kind in kinds_of(number, dataset)]
    sent = {send(installation, n, mutant, table): mutant for n, mutant in enumerate(made)}
    receipts = load(table.source, set(sent))
    assert set(receipts) == set(sent), "not one receipt for each file"
    wrong = []
    for path, mutant in sent.items():
        la_code, receipt = path.split("/")[0], receipts[path]
        if isinstance(receipt, Exception):
            wrong.append(f"{path} ({mutant.kind}): {type(receipt).__name__} escaped: {receipt}")
            continue
        rows = raw_rows(installation, table, receipt), quarantined_rows(installation, receipt)
        found = oracle.complaints(mutant, table, la_code, receipt, *rows)
        if table.personal and (named := PLANTED.search(f"{receipt} {rows}")):
            found.append(f"a child is named in its results: …{named.group()[:4]}…")
        wrong += [f"{path} ({mutant.kind}): {why}" for why in found]
    assert not wrong, "\n".join(wrong)
    counts = Counter((sent[path].kind, receipt.outcome) for path, receipt in receipts.items())
    record_property("counts", [[*key, count] for key, count in sorted(counts.items())])
    assert not (table.personal and PLANTED.search(caplog.text))
    assert not list((installation.home / "batches").glob("*"))


def load_earlier_files(installation: Installation, table: Table) -> None:
    if EARLIER_FILES[table.dataset]:
        for each in EARLIER_FILES[table.dataset]:
            installation.send(f"205/{table.source}/{each}__{BEFORE}.csv", base(each).text())
        found = sorted(sources.take_in(table.source, None), key=lambda arrival: arrival.wave)
        assert [sources.load_file(arrival).outcome for arrival in found] == ["accepted"] * len(
            found
        )


def send(installation: Installation, number: int, mutant: Mutant, table: Table) -> str:
    """A full extract comes on a night of its own; a ledger's lines from an authority of their own,
    since one authority's lines are compared; a release has a year of its own."""
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
    """The last night first, so that each is compared with the earlier file and no other mutant."""
    found = [arrival for arrival in sources.take_in(source, None) if arrival.file_path in paths]
    found.sort(key=lambda arrival: arrival.business_date, reverse=True)
    return {arrival.file_path: _load_file(arrival) for arrival in found}


def _load_file(arrival: Arrival) -> Receipt | Exception:
    """An exception would be a traceback for the person on call; it is returned as a complaint."""
    try:
        return sources.load_file(arrival)
    except Exception as escaped:
        return escaped


def raw_rows(installation: Installation, table: Table, receipt: Receipt) -> oracle.Rows:
    folder = installation.home / "raw" / table.source
    return [row for path in folder.rglob(f"*{receipt.load_id}.parquet") for row in rows_of(path)]


def quarantined_rows(installation: Installation, receipt: Receipt) -> oracle.Rows:
    path = installation.home / "quarantine" / receipt.la_code / f"{receipt.load_id}.parquet"
    return rows_of(path) if path.exists() else []


def rows_of(path: Path) -> oracle.Rows:
    return pq.ParquetFile(path).read().to_pylist()
