"""The steps as the DAGs call them, without Airflow."""

import pytest

from dags import walk
from tests.ingest import shapes


def arrival(la_code, dataset, business_date, release_file=None):
    return {
        "la_code": la_code,
        "dataset": dataset,
        "business_date": business_date,
        "release_file": release_file,
        "precedence": "x",
        "load_id": f"{la_code}{business_date}",
    }


def test_files_of_one_authority_and_dataset_make_a_series_by_date():
    series = walk.in_series(
        [
            arrival("312", "plans", "2026-11-20"),
            arrival("205", "plans", "2026-11-20"),
            arrival("312", "plans", "2026-11-19"),
            arrival("england", "release", "2025-01-01", "caseload"),
            arrival("england", "release", "2025-01-01", "newplans"),
        ]
    )
    assert [[each["business_date"] for each in one] for one in series] == [
        ["2026-11-20"],
        ["2026-11-19", "2026-11-20"],
        ["2025-01-01"],
        ["2025-01-01"],
    ]


def test_a_rejected_file_does_not_end_its_series(house):
    bad, good = (f"205/finance_ledger/transactions__2026-11-{day}.csv" for day in (19, 20))
    house.send(bad, "")
    house.send(good, shapes.transactions())
    [series] = walk.in_series(walk.take_in("finance_ledger", None))
    [rejected] = walk.load_series(series)
    assert rejected.startswith(f"REJECTED landing/{bad} is empty")
    with pytest.raises(walk.StepFailed, match="1 file of 2 not loaded") as verdict:
        walk.verdict(series)
    assert good not in str(verdict.value)


def test_a_file_without_a_receipt_is_a_failure(house):
    house.send("205/finance_ledger/transactions__2026-11-20.csv", shapes.transactions())
    with pytest.raises(walk.StepFailed, match="not loaded, its task did not finish"):
        walk.verdict(walk.take_in("finance_ledger", None))


def test_held_back_authorities_fail_the_run_by_name():
    walk.none_held_back([])
    with pytest.raises(walk.StepFailed, match="312"):
        walk.none_held_back(["312"])


def test_without_any_date_it_says_how_to_give_one(house):
    with pytest.raises(walk.StepFailed, match="make night DATE="):
        walk.reporting_date(None)
