"""A Safety Valve file in millions of pounds is refused: 3.2 would be stored as three pounds."""

import pytest

AGREEMENT = "205/safety_valve/agreement__2026-11-20.csv"
WORKSTREAMS = "205/safety_valve/workstreams__2026-11-20.csv"


def agreement(*amounts: str) -> str:
    lines = ("opening_deficit", "hnb_allocation", "expenditure_before_savings")
    rows = [
        f"latest,2026-27,{line},{amount},forecast"
        for line, amount in zip(lines, amounts, strict=True)
    ]
    return "\n".join(["version,financial_year,line,amount,status", *rows]) + "\n"


@pytest.mark.parametrize(
    ("amounts", "outcome"),
    [
        (("3.2", "45.17", "48.4"), "rejected"),
        (("3200000", "45170000", "48400000.50"), "accepted"),
        (("0", "45170000.00", "48400000.00"), "accepted"),
        (("3", "45", "48"), "accepted"),  # with the remark below
    ],
)
def test_an_agreement_in_millions_is_refused(installation, amounts, outcome):
    installation.send(AGREEMENT, agreement(*amounts))
    receipt = installation.load()[AGREEMENT]
    assert receipt.outcome == outcome, receipt.findings
    small = any("less than 500,000 pounds" in each for each in receipt.findings)
    assert small == (len(amounts[1]) < 8)


def test_workstreams_in_millions_are_refused(installation):
    header = "workstream,schedule,financial_year,as_at,target,delivered,forecast,rag"
    row = "Early help,A,2026-27,2026-09-30,1.2,0.4,1.1,amber"
    installation.send(WORKSTREAMS, f"{header}\n{row}\n")
    receipt = installation.load()[WORKSTREAMS]
    assert receipt.outcome == "rejected"
    assert "target: all are below 1,000 pounds" in receipt.findings[0]
