"""DfE's own files in, the council tables of the seed documents out."""

import csv
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from tests.dbt.conftest import Warehouse

FILES = {"2022": "sen2_age_caseload", "2025": "timeliness_20_week"}
Published = dict[tuple[str, str, str], tuple[Decimal, int, int]]


def _golden(real_data: Path, name: str) -> list[dict[str, str]]:
    with (real_data.parent / "golden" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def published(real_data: Path, built: Callable[..., Warehouse]) -> Published:
    """Value, numerator and denominator by area name, measure and period."""
    releases = {
        f"england/dfe_census/education-health-and-care-plans_{year}/{file}.csv": (
            real_data / f"ees-ehcp-{year}" / f"{file}.csv"
        ).read_bytes()
        for year, file in FILES.items()
    }
    rows = built(releases).rows(
        "select area_name, measure, period, value, numerator, denominator from marts.benchmarks"
    )
    return {row[:3]: row[3:] for row in rows}


def test_january_counts_of_the_places_paper(real_data: Path, published: Published):
    """All 60, Inner London summed from its 14 boroughs."""
    expected = _golden(real_data, "afc_ehcp_counts_vs_dfe.csv")
    assert len(expected) == 60
    for row in expected:
        value = published[row["area"], "plans_january", row["year"]][0]
        assert value == Decimal(row["seed"]), row


def test_growth_2015_to_2017_of_the_places_paper(real_data: Path, published: Published):
    for row in _golden(real_data, "afc_pct_increase_2015_2017.csv"):
        before, after = (
            published[row["area"], "plans_january", year][0] for year in ("2015", "2017")
        )
        growth = (after - before) * 100 / before
        assert growth.quantize(Decimal(1), ROUND_HALF_UP) == Decimal(row["printed_pct"]), row


def test_20_week_rates_of_the_seed_authorities(real_data: Path, published: Published):
    """With and without exceptions, with what they were made of."""
    expected = _golden(real_data, "dfe_timeliness_seed_las.csv")
    assert len(expected) == 42
    for row in expected:
        where = (row["la"], "within_20_weeks_pct", row["time_period"])
        excluding = (row["la"], "within_20_weeks_excluding_exceptions_pct", row["time_period"])
        assert published[where] == (
            Decimal(row["pc_plans_issued_within_20_weeks"]),
            int(row["plans_issued_within_20_weeks"]),
            int(row["plans_issued_den"]),
        )
        assert published[excluding] == (
            Decimal(row["PC_plans_issued_20_weeks_ex"]),
            int(row["plans_issued_20_weeks_ex"]),
            int(row["plans_issued_den_ex"]),
        )
