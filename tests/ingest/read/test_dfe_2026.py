"""DfE's release of 2026: renamed files, labels and indicators; 0 for the code of other areas."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

SEED = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds" / "dfe_measures.csv"
RELEASE = "england/dfe_census/education-health-and-care-plans_2026"
HEADER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
    "region_name,new_la_code,old_la_code,la_name,breakdown_topic,breakdown"
)
ENGLAND = "2025,Calendar year,National,E92000001,England,,,,{code},,All,All"
ASHMERE = (
    "2025,Calendar year,Local authority,E92000001,England,E12000001,North,E1,{code},Ashmere,All,All"
)


def table(indicators: str, england: str, ashmere: str) -> str:
    figures = ",".join("1" for _ in indicators.split(","))
    rows = (ENGLAND.format(code=england), ASHMERE.format(code=ashmere))
    return "\n".join([f"{HEADER},{indicators}", *(f"{row},{figures}" for row in rows)]) + "\n"


@pytest.mark.parametrize(
    ("file", "indicators"),
    [
        ("residential_settings", "res_3851,res_52,res_tot"),
        ("sen_needs_caseload", "ehc_plans,number_ds,ds_pc"),
        (
            "timeliness_20_week",
            "plans_issued_den,plans_issued_den_ex,plans_issued_within_20_weeks,"
            "plans_issued_20_weeks_ex,pc_plans_issued_within_20_weeks,pc_plans_issued_20_weeks_ex",
        ),
    ],
)
def test_a_renamed_file_or_indicator_is_loaded(installation, file, indicators):
    installation.send(f"{RELEASE}/{file}.csv", table(indicators, "", "205"))
    [receipt] = installation.load().values()
    assert (receipt.outcome, receipt.rows_accepted, receipt.findings) == ("accepted", 2, ())


@pytest.mark.parametrize(
    ("england", "ashmere", "outcome"),
    [
        ("0", "205", "accepted"),
        ("", "205", "accepted"),
        ("0", "0", "rejected"),
        ("0", "", "rejected"),
    ],
)
def test_the_code_is_checked_on_rows_of_authorities_only(installation, england, ashmere, outcome):
    installation.send(f"{RELEASE}/residential_settings.csv", table("res_tot", england, ashmere))
    [receipt] = installation.load().values()
    assert receipt.outcome == outcome


def test_a_renamed_label_keeps_its_measures_and_a_new_meaning_gets_its_own():
    with SEED.open(encoding="utf-8") as file:
        measures = defaultdict(set)
        for row in csv.DictReader(file):
            measures[row["file"], row["breakdown"]].add((row["measure"], row["role"]))
    same = [
        (("newplans", "New EHC plans"), ("newplans", "All new EHC plans")),
        (
            ("requests", "All requests for EHC needs assessments"),
            ("requests", "All requests for an EHC needs assessment"),
        ),
        (
            ("timeliness_20_week", "All EHC plans issued"),
            ("timeliness_20_week", "All EHC plans"),
        ),
    ]
    for before, after in same:
        assert measures[before] <= measures[after]


def test_other_needs_with_and_without_down_syndrome_are_two_measures():
    """The release of 2026 counts Down syndrome among other needs in January 2025, and apart from
    them in January 2026."""
    with SEED.open(encoding="utf-8") as file:
        found = {
            (
                row["file"],
                row["measure"].rpartition("_pct_")[2],
                row["first_year"],
                row["last_year"],
            )
            for row in csv.DictReader(file)
            if row["indicator"] in ("oth_pc", "ds_pc")
        }
    assert found == {
        ("sen_needs_all_plans", "oth", "", ""),
        ("sen_needs_caseload", "oth", "", "2025"),
        ("sen_needs_caseload", "oth_without_down_syndrome", "2026", ""),
        ("sen_needs_caseload", "down_syndrome", "2026", ""),
    }


@pytest.mark.parametrize(
    ("file", "without"),
    [
        ("phase_transfers", "due_25"),
        ("phase_transfers", "final_26"),
    ],
)
def test_a_renamed_indicator_of_phase_transfers_is_named(installation, file, without):
    """The years are in the names, so that they change with each release."""
    indicators = "number_plans,due_25,due_26,final_25,final_26".replace(without, f"{without}x")
    text = (
        table(indicators, "", "205")
        .replace(",breakdown_topic,breakdown", "")
        .replace(",All,All", "")
    )
    installation.send(f"{RELEASE}/{file}.csv", text)
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert f"lacks the indicators {without}" in receipt.findings[0]


def test_another_header_of_sen_needs_caseload_than_the_assumed_one_is_named(installation):
    content = table("ehc_plans,down_syndrome,ds_pc", "", "205")
    installation.send(f"{RELEASE}/sen_needs_caseload.csv", content)
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert (
        "lacks the indicators number_ds. Found: ehc_plans, down_syndrome, ds_pc"
        in (receipt.findings[0])
    )
