"""DfE's grant allocations and GIAS's links as published, read into raw to the pound and row."""

import csv
import shutil
from pathlib import Path

import pytest

PUBLISHED = {  # the financial year in the title of each workbook
    "dedicated-schools-grant_2021_11_18.ods": "2020 to 2021",
    "dedicated-schools-grant_2022_07_18.ods": "2021 to 2022",
    "dedicated-schools-grant_2023_07_20.ods": "2022 to 2023",
}
SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
BLOCKS = ("schools", "cssb", "high_needs", "early_years", "total")


@pytest.fixture
def grants(installation, real_data):
    """The receipts of the three publications whose file is in the real data."""
    folder = installation.home / "landing/england/dfe_census"
    folder.mkdir(parents=True)
    for name in PUBLISHED:
        shutil.copy(real_data / "dfe-finance" / name, folder)
    return installation.load()


def test_every_block_is_as_published_gross_and_net(installation, golden, grants):
    """21 of the 28 rows of the golden table. The 7 of 2023-24 are from a publication whose file is
    not in the real data."""
    with (golden / "dsg_allocations_seed_las.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ", ".join(
        f"{block.replace('cssb', 'central_school_services')}_{half}"
        for half in ("gross", "net")
        for block in BLOCKS
    )
    found = {
        (year, name): amounts
        for year, name, *amounts in installation.rows(
            f"select financial_year, coalesce(la_name, area), {columns} "
            "from '{raw}/dfe_census/dedicated-schools-grant/england/*.parquet'"
        )
    }
    covered = [row for row in rows if row["fy"] != "2023-24"]
    assert (len(rows), len(covered)) == (28, 21)
    for row in covered:
        key = (f"{row['fy'][:4]} to 20{row['fy'][5:]}", row["la"])
        golden_amounts = [int(row[f"{b}_{half}"]) for half in ("gross", "net") for b in BLOCKS]
        assert found[key] == golden_amounts, row


def test_every_row_of_the_grant_is_accounted_for_and_authorities_sum_to_england(
    installation, grants
):
    """Each sheet prints London twice, among the types of authority and among the regions."""
    assert [
        (r.outcome, r.rows_read, r.rows_accepted, r.rows_duplicate) for r in grants.values()
    ] == [("accepted", 163, 162, 1), ("accepted", 164, 163, 1), ("accepted", 164, 163, 1)]
    sums = installation.rows(
        "select financial_year, count(*) filter (where area similar to '[0-9]{{3}}'), "
        "sum(total_gross) filter (where area similar to '[0-9]{{3}}') "
        "- sum(total_gross) filter (where area = 'ENGLAND'), "
        "sum(high_needs_net) filter (where area similar to '[0-9]{{3}}') "
        "- sum(high_needs_net) filter (where area = 'ENGLAND') "
        "from '{raw}/dfe_census/dedicated-schools-grant/england/*.parquet' group by all order by 1"
    )
    years = zip(PUBLISHED.values(), (149, 150, 150), strict=True)
    assert sums == [(year, authorities, 0, 0) for year, authorities in years]


def test_all_33801_links_between_establishments_are_accepted(installation, real_data):
    folder = installation.home / "landing/england/dfe_census"
    folder.mkdir(parents=True)
    path = real_data / "gias/links_edubasealldata20250422.csv"
    shutil.copy(path, folder)
    [receipt] = installation.load().values()
    assert (receipt.rows_read, receipt.rows_accepted) == (33801, 33801)
    with path.open(encoding="cp1252", newline="") as file:
        sent = sorted((r["URN"], r["LinkURN"], r["LinkType"]) for r in csv.DictReader(file))
    assert sent == installation.rows(
        "select urn, link_urn, link_type from '{raw}/dfe_census/gias_links/england/*.parquet' "
        "order by all"
    )


def test_the_layout_of_edubasealldata_is_read_without_a_remark(installation, real_data):
    """60 invented schools under GIAS's own header of 135 columns, dates as 29/05/1993."""
    folder = installation.home / "landing/england/dfe_census"
    folder.mkdir(parents=True)
    path = real_data / "fbit-layouts/gias.csv"
    shutil.copy(path, folder / "edubasealldata20240301.csv")
    [receipt] = installation.load().values()
    assert (receipt.outcome, receipt.findings) == ("accepted", ())
    with path.open(encoding="utf-8-sig", newline="") as file:
        sent = sorted(
            (r["URN"], r["TypeOfEstablishment (code)"], int(r["SchoolCapacity"]))
            for r in csv.DictReader(file)
        )
    found = installation.rows(
        "select urn, type_code, school_capacity "
        "from '{raw}/dfe_census/gias_establishments/england/*.parquet' order by 1"
    )
    assert found == sent
    [(opened,)] = installation.rows(
        "select open_date::varchar from '{raw}/dfe_census/gias_establishments/england/*.parquet' "
        "where urn = '130000'"
    )
    assert opened == "1993-05-29"


def test_every_type_of_establishment_that_gias_publishes_has_a_type_of_setting(real_data):
    published = set()
    for path in (real_data / "gias").glob("*-establishment-types.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            published |= {row["type-of-establishment-code"] for row in csv.DictReader(file)}
    with SEEDS.joinpath("establishment_types.csv").open(encoding="utf-8", newline="") as file:
        assert {row["type_code"] for row in csv.DictReader(file)} == published
