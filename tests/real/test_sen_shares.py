"""DfE's shares of pupils with SEN, out of its Local Authority Interactive Tool."""

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest

from tests.conftest import Installation
from tests.dbt.conftest import PROJECT, Warehouse, build, only

AS_AT = "2025-11-20"
# Shares of pupils with SEN support at all schools that DfE printed, January 2024 and 2025.
HILLINGDON = [("2023-24", "11.8", "13.6"), ("2024-25", "12.4", "14.2")]


@pytest.fixture(scope="module")
def lait(real_data: Path) -> Path:
    return real_data / "dfe-lait" / "bds_long_0.parquet"


@pytest.fixture(scope="module")
def shares(lait: Path, tmp_path_factory) -> Warehouse:
    with pytest.MonkeyPatch.context() as patch:
        installation = Installation(tmp_path_factory.mktemp("lait"))
        patch.setenv("SEND_HOME", str(installation.home))
        name = "england/dfe_census/local-authority-interactive-tool__2025-10-31.parquet"
        installation.send(name, lait.read_bytes())
        [receipt] = installation.load(AS_AT).values()
        assert receipt.outcome == "accepted", receipt.findings
        yield build(installation.home, *only("sen_prevalence_published"), as_at=AS_AT)


def test_an_authority_stands_beside_england_as_published(shares: Warehouse):
    rows = shares.rows(
        "select academic_year, sen_support_pct::varchar, england_sen_support_pct::varchar "
        "from marts.sen_prevalence_published "
        "where la_code = '312' and phase = 'all' and academic_year >= '2023-24' order by 1"
    )
    assert rows == HILLINGDON


def test_every_authority_stands_beside_its_region(shares: Warehouse):
    """DfE's file spells Yorkshire in two ways, and has shares of London but none of Inner and Outer
    London: 13.2 and 14.7 are its figures of London and of Yorkshire and the Humber."""
    rows = shares.rows(
        "select la_code, region_sen_support_pct::varchar from marts.sen_prevalence_published "
        "where phase = 'all' and academic_year = '2024-25' and la_code in ('205', '312', '370') "
        "order by 1"
    )
    assert rows == [("205", "13.2"), ("312", "13.2"), ("370", "14.7")]
    assert shares.rows(
        "select count(*) from marts.sen_prevalence_published where region_ehc_plans_pct is null"
    ) == [(0,)]


def test_the_neighbours_are_the_mean_of_the_ten_published_shares(shares: Warehouse, lait: Path):
    """Worked from DfE's file alone, for every authority with neighbours."""
    with (PROJECT / "seeds" / "statistical_neighbours.csv").open(encoding="utf-8") as file:
        lists: dict[str, list[str]] = {}
        for row in csv.DictReader(file):
            lists.setdefault(row["la_code"], []).append(row["neighbour_la_code"])
    printed = {
        f"{int(number):03d}": Decimal(value).quantize(Decimal("0.0001"))  # without float noise
        for number, value in duckdb.sql(
            f"""select "LA Number", "Values" from '{lait}' where "Short Desc" = 'SEN_TotStat'
            and Years = '2025' and try_cast("Values" as decimal(9, 1)) is not null"""
        ).fetchall()
    }
    found = dict(
        shares.rows(
            "select la_code, neighbours_ehc_plans_pct from marts.sen_prevalence_published "
            "where phase = 'all' and academic_year = '2024-25'"
        )
    )
    assert len(found) > 150
    for la_code, mean in found.items():
        known = [printed[each] for each in lists.get(la_code, []) if each in printed]
        tenth = Decimal("0.1")
        expected = (sum(known) / len(known)).quantize(tenth, ROUND_HALF_UP) if known else None
        assert mean == expected, la_code
