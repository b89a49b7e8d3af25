"""Hammersmith & Fulham's Safety Valve forecast of June 2023: 5 years of 14 lines.

The lines that the council enters are loaded; the mart has every line that its report prints.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Installation
from tests.dbt.conftest import Warehouse, build, only

AS_AT = "2023-06-30"
# Column of the printed report → line of the mart.
LINES = {
    "hnb_allocation": "hnb_allocation",
    "block_transfer": "block_transfer",
    "expenditure_before_savings": "expenditure_before_savings",
    "investment": "investment",
    "schedule_a": "schedule_a",
    "hnb_after_savings": "hnb_after_savings",
    "subtotal_deficit": "in_year_deficit",
    "variance_from_original_sv": "variance_from_agreement",
    "schedule_b": "schedule_b",
    "schedule_c": "schedule_c",
    "variance_after_mitigations": "variance_after_mitigations",
    "total_after_mitigations": "total_after_mitigations",
    "safety_valve_payment": "safety_valve_payment",
    "retained_deficit": "retained_deficit",
}
SENT = (
    "hnb_allocation", "block_transfer", "expenditure_before_savings", "investment", "schedule_a",
    "schedule_b", "schedule_c", "safety_valve_payment",
)  # fmt: skip
# The report prints neither. The opening deficit is the retained deficit of 2021-22 less that year's
# total plus its payment; an agreed position is the sub-total less the variance from the agreement.
OPENING_DEFICIT = "16678980"
ORIGINAL_AGREEMENT = {
    "2021-22": "432193",
    "2022-23": "(343510)",
    "2023-24": "381046",
    "2024-25": "(1054873)",
    "2025-26": "(2055461)",
}
OUTTURN = ("2021-22", "2022-23")
# (year, line): printed, calculated. 7,084,325 - 6,284,972 + 0 = 799,353: the printed cell is
# rounded.
MISPRINTS = {("2024-25", "variance_after_mitigations"): (799354, 799353)}

# Target and delivered of 2021-22, 2022-23 and the first quarter of 2023-24, as printed.
WORKSTREAMS = {
    "Alternative Provision Funding Recoupment": ("43750,53000", "75000,68793", "75000,75000"),
    "Alternative Provision Short Term": ("141167,52500", "242000,192000", "242000,242000"),
    "Schools Block to High Needs Block Transfer": ("528000,528000", "0,556000", "0,556000"),
}


def agreement(printed: list[dict[str, str]]) -> str:
    """The agreement file: the lines that the council enters, and no line that is derived."""
    rows = ["version,financial_year,line,amount,status"]
    for year in printed:
        status = "outturn" if year["fy"] in OUTTURN else "forecast"
        amounts = {line: year[line] for line in SENT}
        amounts["original_agreement_position"] = ORIGINAL_AGREEMENT[year["fy"]]
        if year is printed[0]:
            amounts["opening_deficit"] = OPENING_DEFICIT
        rows += [f"latest,{year['fy']},{line},{amounts[line]},{status}" for line in amounts]
    return "\n".join(rows) + "\n"


def workstreams() -> str:
    rows = ["workstream,schedule,financial_year,as_at,target,delivered,forecast,rag"]
    for name, years in WORKSTREAMS.items():
        for year, amounts in zip(ORIGINAL_AGREEMENT, years, strict=False):
            rows.append(f"{name},A,{year},{AS_AT},{amounts},,green")
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def printed(golden: Path) -> list[dict[str, str]]:
    with (golden / "hf_safety_valve.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def forecast(printed, tmp_path_factory) -> Warehouse:
    with pytest.MonkeyPatch.context() as patch:
        installation = Installation(tmp_path_factory.mktemp("hammersmith"))
        patch.setenv("SEND_HOME", str(installation.home))
        installation.send(f"205/safety_valve/agreement__{AS_AT}.csv", agreement(printed))
        installation.send(f"205/safety_valve/workstreams__{AS_AT}.csv", workstreams())
        receipts = [(r.outcome, r.rows_accepted) for r in installation.load(AS_AT).values()]
        assert receipts == [("accepted", 5 * 9 + 1), ("accepted", 3 * 3)]
        yield build(installation.home, *only("path:models/marts/safety_valve"))


def test_every_printed_cell_is_the_marts_but_for_the_misprint(forecast, printed):
    found = {
        (year, line): amount
        for year, line, amount in forecast.rows(
            "select financial_year, line, amount_gbp from marts.safety_valve_position "
            "where la_code = '205' and version = 'latest'"
        )
    }
    differences, cells = {}, 0
    for row in printed:
        for column, line in LINES.items():
            cells += 1
            key = (row["fy"], line)
            if found[key] != Decimal(row[column]):
                differences[key] = (Decimal(row[column]), found[key])
    assert cells == 5 * 14
    assert differences == MISPRINTS


def test_derived_lines_and_the_order_of_lines(forecast):
    rows = forecast.rows(
        "select distinct line_order, line, derived from marts.safety_valve_position order by all"
    )
    order = [line for _, line, _ in rows if line in LINES.values()]
    assert order == list(LINES.values())
    assert {line for _, line, derived in rows if not derived} == {
        *SENT,
        "opening_deficit",
        "original_agreement_position",
    }
    statuses = forecast.rows(
        "select distinct financial_year, status from marts.safety_valve_position order by all"
    )
    assert statuses == [
        (year, "outturn" if year in OUTTURN else "forecast") for year in ORIGINAL_AGREEMENT
    ]


def test_the_deficit_goes_from_16_678_980_to_988_309(forecast, printed):
    rows = forecast.rows(
        "select opening_gbp, in_year_gbp, payment_gbp, closing_gbp from marts.dsg_deficit "
        "where la_code = '205' order by financial_year"
    )
    openings = [OPENING_DEFICIT, *(row["retained_deficit"] for row in printed[:-1])]
    assert rows == [
        tuple(
            Decimal(amount)
            for amount in (
                opening,
                row["total_after_mitigations"],
                row["safety_valve_payment"],
                row["retained_deficit"],
            )
        )
        for opening, row in zip(openings, printed, strict=True)
    ]


def test_the_agreement_ends_with_a_surplus(forecast):
    """16,678,980 and the five agreed positions (-2,640,605) less payments of 14,555,600."""
    [(closing, basis)] = forecast.rows(
        "select agreement_closing_gbp, agreement_basis from marts.dsg_deficit "
        "where la_code = '205' and financial_year = '2025-26'"
    )
    assert (closing, basis) == (Decimal("-517225"), "agreed_positions")


def test_workstreams_have_their_rag_and_change_no_line_of_the_position(forecast):
    """The transfer of 556,000 is among the workstreams of 2022-23 and zero in the forecast, so the
    position must not include it; the test of every printed cell shows that. The colour of a year
    that is over is by the savings delivered; 2023-24 has no forecast yet, so it has no colour."""
    rows = forecast.rows(
        "select workstream, financial_year, delivered_pct, rag, reported_rag "
        "from marts.savings_workstreams where la_code = '205'"
    )
    assert {reported for *_, reported in rows} == {"green"}
    recoupment, short_term, transfer = WORKSTREAMS
    assert {(name, year): (str(share), rag) for name, year, share, rag, _ in rows} == {
        (recoupment, "2021-22"): ("121.1", "green"),
        (recoupment, "2022-23"): ("91.7", "amber"),
        (recoupment, "2023-24"): ("100.0", None),
        (short_term, "2021-22"): ("37.2", "red"),
        (short_term, "2022-23"): ("79.3", "amber"),
        (short_term, "2023-24"): ("100.0", None),
        (transfer, "2021-22"): ("100.0", "green"),
        (transfer, "2022-23"): ("None", None),
        (transfer, "2023-24"): ("None", None),
    }
