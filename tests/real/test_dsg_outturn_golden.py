"""The outturn of 2017-18 by block that Achieving for Children printed for Kingston and Richmond.

Files with the printed cells are loaded. Cells that do not add up in print are listed as MISPRINTS.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Installation
from tests.dbt.conftest import Warehouse, build, only
from tests.ingest.shapes import TRANSACTIONS

AS_AT = "2018-03-31"
CODES = {"RBK": "314", "LBR": "318"}
PARTNERSHIP = "partnerships: {afc: {name: Achieving for Children, members: ['314', '318']}}\n"
# Row of the printed table → line of the mart. The sub-total has no line: it is the total without
# the carry forward.
ROWS = {
    "Schools Block": "schools",
    "Early Years Block": "early_years",
    "High Needs Block": "high_needs",
    "2016/17 Carry forward": "carry_forward",
    "Total": "total",
}
ACCOUNTS = {
    "schools": ("SB1", "5100", "schools", "1.0.1"),
    "early_years": ("EY1", "5300", "early_years", "1.3.1"),
    "high_needs": ("HN1", "5733", "high_needs", "1.2.3"),
    "carry_forward": ("CF1", "9900", "high_needs", "1.9.2"),
}
# (printed, calculated), in £m. The printed cells are rounded to £1,000, so not all of them add up.
MISPRINTS = {
    ("LBR", "Schools Block", "variance"): ("0.095", "0.094"),
    ("LBR", "Sub-Total", "budget"): ("103.373", "103.374"),
    ("LBR", "Sub-Total", "variance"): ("3.169", "3.168"),
    ("LBR", "Total", "budget"): ("97.556", "97.558"),
    ("LBR", "Total", "variance"): ("8.985", "8.984"),
}
COLUMNS = {
    "budget": "budget_gbp",
    "outturn": "forecast_outturn_gbp",
    "variance": "variance_gbp",
}


def pounds(millions: str) -> Decimal:
    return (Decimal(millions) * 1_000_000).quantize(Decimal("0.01"))


def budget_amount(la: str, millions: str) -> str:
    """Kingston prints a deficit brought forward as -6.482, Richmond as (5.816)."""
    amount = pounds(millions)
    return f'"({-amount:,})"' if la == "LBR" and amount < 0 else str(amount)


def ledger(blocks: dict[str, str]) -> str:
    """Each block's outturn as three postings: in April, a credit, the rest in March."""
    rows = [TRANSACTIONS]
    for line, outturn in blocks.items():
        centre, subjective, *_ = ACCOUNTS[line]
        total = pounds(outturn)
        if total:
            first, credit = (total / 3).quantize(Decimal("0.01")), Decimal("-12345.67")
            for number, (period, day, amount) in enumerate(
                [
                    (1, "2017-04-28", first),
                    (7, "2017-10-31", credit),
                    (12, "2018-03-30", total - first - credit),
                ],
                start=1,
            ):
                rows.append(
                    f"J-{line},{number},2017-18,{period},{day},,GL,{centre},{subjective},,,,,{amount}"
                )
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def printed(golden: Path) -> list[dict[str, str]]:
    with (golden / "afc_dsg_outturn_2017_18_gbpm.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def outturn(printed, tmp_path_factory) -> Warehouse:
    with pytest.MonkeyPatch.context() as patch:
        installation = Installation(tmp_path_factory.mktemp("afc"))
        patch.setenv("SEND_HOME", str(installation.home))
        for la, code in CODES.items():
            cells = {ROWS[r["block"]]: r for r in printed if r["la"] == la and r["block"] in ROWS}
            cells.pop("total")
            chart = ["cost_centre,subjective,dsg_block,spend_category,s251_line"]
            chart += [f"{c},{s},{block},,{line}" for c, s, block, line in ACCOUNTS.values()]
            budgets = ["financial_year,version,cost_centre,subjective,amount"]
            budgets += [
                f"2017-18,original,{ACCOUNTS[line][0]},{ACCOUNTS[line][1]},"
                f"{budget_amount(la, cell['budget'])}"
                for line, cell in cells.items()
            ]
            transactions = ledger({line: cell["outturn"] for line, cell in cells.items()})
            for name, content in (
                ("chart_of_accounts", "\n".join(chart) + "\n"),
                ("budgets", "\n".join(budgets) + "\n"),
                ("transactions", transactions),
            ):
                installation.send(f"{code}/finance_ledger/{name}__{AS_AT}.csv", content)
        settings = installation.home / "settings" / "groups.yml"
        settings.parent.mkdir(exist_ok=True)
        settings.write_text(PARTNERSHIP, encoding="utf-8")
        receipts = installation.load(AS_AT)
        assert {receipt.outcome for receipt in receipts.values()} == {"accepted"}
        marts = only("dsg_outturn", "section_251_outturn", "bridge_authority_groups")
        yield build(installation.home, *marts, as_at=AS_AT)


def test_every_printed_cell_is_the_marts_but_for_the_misprints(outturn, printed):
    found = {
        (code, block, column): amount
        for code, block, *amounts in outturn.rows(
            f"select la_code, dsg_block, {', '.join(COLUMNS.values())} from marts.dsg_outturn "
            "where financial_year = '2017-18' and financial_period = 12"
        )
        for column, amount in zip(COLUMNS, amounts, strict=True)
    }
    differences = {}
    for row in printed:
        code = CODES[row["la"]]
        for column in COLUMNS:
            if row["block"] == "Sub-Total":
                right = found[code, "total", column] - found[code, "carry_forward", column]
            else:
                right = found[code, ROWS[row["block"]], column]
            if right != pounds(row[column]):
                differences[row["la"], row["block"], column] = (pounds(row[column]), right)
    assert len(printed) * len(COLUMNS) == 36
    assert differences == {
        cell: (pounds(shown), pounds(right)) for cell, (shown, right) in MISPRINTS.items()
    }


def test_at_the_end_of_the_year_the_forecast_is_the_actual(outturn):
    rows = outturn.rows(
        "select distinct forecast_method, actual_to_date_gbp = forecast_outturn_gbp "
        "from marts.dsg_outturn where financial_period = 12 order by all"
    )
    assert rows == [("actual_to_date", True), ("sum_of_lines", True)]


def test_the_same_outturn_by_section_251_line(outturn):
    rows = outturn.rows(
        "select s251_line, amount_gbp from marts.section_251_outturn where la_code = '314' "
        "and financial_year = '2017-18' order by line_order"
    )
    assert rows == [
        ("1.0.1", pounds("50.535")),
        ("1.2.3", pounds("20.063")),
        ("1.3.1", pounds("11.121")),
    ]


def test_the_two_boroughs_side_by_side_and_summed_over_their_partnership(outturn, printed):
    """The printed outturn of each, and their sum: £20.063m and £25.221m of high needs."""
    rows = outturn.rows(
        "select members.group_name, dsg_block, "
        "sum(case when la_code = '314' then forecast_outturn_gbp end), "
        "sum(case when la_code = '318' then forecast_outturn_gbp end), "
        "sum(forecast_outturn_gbp) from marts.dsg_outturn "
        "inner join marts.bridge_authority_groups as members using (la_code) "
        "where group_type = 'partnership' and financial_year = '2017-18' "
        "and financial_period = 12 group by all"
    )
    cells = {(r["la"], ROWS[r["block"]]): r["outturn"] for r in printed if r["block"] in ROWS}
    rows = [row for row in rows if row[1] in ROWS.values()]  # the paper prints no empty block
    assert len(rows) == len(ROWS)
    for group_name, block, *amounts in rows:
        kingston, richmond = (pounds(cells[la, block]) for la in ("RBK", "LBR"))
        assert group_name == "Achieving for Children"
        assert amounts == [kingston, richmond, kingston + richmond], block
