"""Advice, placements, reviews, costs, suppliers and the Safety Valve: each rule has the row that
triggers it, and the good rows around it go on.

One file of each dataset is loaded for the whole module: good rows, then the row of every case.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from ingest import contract_files
from tests.conftest import Installation
from tests.ingest import shapes
from tests.ingest.good_rows import GOOD, KNOWN
from tests.ingest.more_rows import (
    BAD,
    DATASETS,
    GOOD_ROWS,
    REMARKED,
    UNREMARKED,
    cases,
    line_of,
    text,
)


def send_parents(installation: Installation) -> None:
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons())
    installation.send("205/case_system/requests__2026-11-20.csv", shapes.requests())
    installation.send("205/case_system/plans__2026-11-20.csv", text("case_system/plans", KNOWN))


def path_of(dataset: str) -> str:
    return f"205/{dataset}__2026-11-20.csv"


class Loaded:
    """The receipt of each dataset's file, and each case's row in raw or quarantine."""

    def __init__(self, installation: Installation) -> None:
        send_parents(installation)
        for dataset in DATASETS:
            installation.send(path_of(dataset), text(dataset, GOOD_ROWS, *cases(dataset)))
        self.installation, self.receipts = installation, installation.load()

    def raw(self, dataset: str, columns: str, line: int | None = None) -> list[tuple[Any, ...]]:
        where = f"where _line = {line}" if line else ""
        return self.installation.rows(
            f"select {columns} from '{{raw}}/{dataset}/205/*.parquet' {where} order by _line"
        )

    def reasons(self, dataset: str, line: int) -> list[str]:
        return [
            reason
            for (reasons,) in self.installation.rows(
                "select reasons from '{quarantine}/205/*.parquet' where source || '/' || dataset "
                f"= '{dataset}' and line_number = {line}"
            )
            for reason in reasons
        ]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_HOME", str(home))
        yield Loaded(Installation(home))


@pytest.mark.parametrize("dataset", DATASETS)
def test_good_rows_are_loaded_and_only_bad_rows_are_quarantined(loaded, dataset):
    receipt = loaded.receipts[path_of(dataset)]
    bad = sum(case[0] == dataset for case in BAD) + 2
    assert receipt.outcome == "accepted_with_rejects", receipt.findings
    assert receipt.rows_quarantined == bad, receipt.findings
    assert receipt.rows_accepted == GOOD_ROWS + len(cases(dataset)) - bad
    assert len(loaded.raw(dataset, "1")) == receipt.rows_accepted


@pytest.mark.parametrize(("dataset", "changes", "message"), BAD)
def test_a_bad_row_is_quarantined_with_its_reason(loaded, dataset, changes, message):
    line = line_of(dataset, changes)
    reasons = loaded.reasons(dataset, line)
    assert any(message in reason for reason in reasons), reasons
    assert loaded.raw(dataset, "1", line) == []


@pytest.mark.parametrize(("dataset", "changes", "message"), REMARKED)
def test_an_unusual_row_is_loaded_with_a_remark(loaded, dataset, changes, message):
    assert len(loaded.raw(dataset, "1", line_of(dataset, changes))) == 1
    alike = sum(case[0] == dataset and case[2] == message for case in REMARKED)
    [finding] = [f for f in loaded.receipts[path_of(dataset)].findings if message in f]
    assert f"{alike} row(s), kept" in finding


@pytest.mark.parametrize("dataset", DATASETS)
def test_there_are_no_other_remarks(loaded, dataset):
    """The rows of UNREMARKED are planned or not yet known, and give no remark."""
    remarks = [f for f in loaded.receipts[path_of(dataset)].findings if "kept" in f]
    assert len(remarks) == len({case[2] for case in REMARKED if case[0] == dataset})


@pytest.mark.parametrize(("dataset", "changes"), UNREMARKED)
def test_a_row_that_is_planned_or_not_yet_known_is_loaded(loaded, dataset, changes):
    assert len(loaded.raw(dataset, "1", line_of(dataset, changes))) == 1


@pytest.mark.parametrize("dataset", DATASETS)
def test_two_different_rows_with_one_key_are_both_quarantined(loaded, dataset):
    for line in (line_of(dataset, {"n": "same key"}), line_of(dataset, {"n": "same key"}) + 1):
        assert any("is on several rows" in reason for reason in loaded.reasons(dataset, line))


@pytest.mark.parametrize(
    ("dataset", "changes", "column", "code"),
    [
        ("case_system/placements", {"urn": "", "sen_setting": "Niec"}, "sen_setting", "NIEC"),
        ("safety_valve/workstreams", {"rag": "Red"}, "rag", "red"),
        ("safety_valve/workstreams", {"rag": "Complete"}, "rag", "blue"),
        ("finance_ledger/contributions", {"status": "Unpaid"}, "status", "raised"),
        ("finance_ledger/contributions", {"status": "Part Payment"}, "status", "part_paid"),
        ("finance_ledger/contributions", {"status": "written off"}, "status", "cancelled"),
        ("finance_ledger/contributions", {"status": "pondered"}, "status", None),
    ],
)
def test_codes_are_read_without_case(loaded, dataset, changes, column, code):
    assert loaded.raw(dataset, column, line_of(dataset, changes)) == [(code,)]


def test_amounts_shares_and_weeks_are_exact(loaded):
    costs = "annual_amount, weeks, education_pct"
    assert loaded.raw("case_system/placement_costs", costs, line=2) == [
        (Decimal("54750.00"), Decimal("38.5"), Decimal("66.67"))
    ]
    assert loaded.raw("safety_valve/agreement", "amount", 2) == [(Decimal("-1319465.00"),)]


@pytest.mark.parametrize("dataset", DATASETS)
def test_case_ids_are_stored_as_keys(loaded, dataset):
    [file] = (loaded.installation.home / "raw" / dataset / "205").iterdir()
    names = {name for name, *_ in loaded.installation.rows(f"describe select * from '{file}'")}
    source, _, name_of_dataset = dataset.partition("/")
    contract = contract_files.of_source(source, "")[name_of_dataset]
    ids = {name for name, column in contract.columns.items() if column.type == "case_id"}
    assert not names & ids
    for name in ids & set(GOOD[dataset]):
        keys = loaded.raw(dataset, contract.raw_name(name))
        assert all(re.fullmatch("[0-9a-f]{32}", key) for (key,) in keys)


def test_keys_join_costs_placements_and_plans(loaded):
    """A plan has the same key in its placements, and a placement in its costs."""
    costs, placements, plans = (
        f"'{{raw}}/case_system/{name}/205/*.parquet'"
        for name in ("placement_costs", "placements", "plans")
    )
    joined = f"{costs} join {placements} using (placement_key) join {plans} using (plan_key)"
    accepted = loaded.receipts[path_of("case_system/placement_costs")].rows_accepted
    assert loaded.installation.rows(f"select count(*) from {joined}") == [(accepted,)]


@pytest.mark.parametrize(
    ("dataset", "changes"),
    [
        ("case_system/placement_costs", {"annual_amount": "a lot"}),
        ("case_system/placement_costs", {"annual_amount": ""}),
        ("safety_valve/agreement", {"amount": "tbc"}),
        ("safety_valve/workstreams", {"delivered": "tbc"}),
    ],
)
def test_an_amount_that_cannot_be_read_rejects_the_file(installation, dataset, changes):
    installation.send(path_of(dataset), text(dataset, 60, changes))
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert "no pound may be lost" in receipt.findings[0]
    assert "in 1 row(s), first at line 62" in receipt.findings[0]


def test_the_cost_of_a_quarantined_placement_is_quarantined(installation):
    send_parents(installation)
    placements, costs = "case_system/placements", "case_system/placement_costs"
    installation.send(path_of(placements), text(placements, 39, {"ukprn": "99000123"}))
    installation.send(path_of(costs), text(costs, KNOWN))
    receipt = installation.load()[path_of(costs)]
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (39, 1)
    assert receipt.findings[0].startswith("placement_id: not among the placements")
