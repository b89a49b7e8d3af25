"""Differences of small files, calculated by hand: every placement costs whole pounds a day.

2026-27 has 365 days, so 36,500 a year is 100 a day. As at 20 November 2026, periods 1 to 8 count:
30 + 31 + 30 + 31 + 31 + 30 + 31 + 30 = 244 days, or 24,400.
"""

import hashlib
import hmac
import os
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.dbt.conftest import Warehouse, only
from tests.dbt.test_drill_down import opened

MARTS = (
    "reconciliation_items", "bridge_ledger_placements", "outturn_reconciliation", "placement_spend",
    "fct_ledger", "fct_placement_costs",
)  # fmt: skip
DAYS = (30, 31, 30, 31, 31, 30, 31, 30)
PERSONS = (
    "person_id,upn,uln,upn_unknown,surname,forename,birth_date,sex,ethnicity,postcode\n"
    + "".join(f"C{n},,,UN1,Doe,Jo,2014-01-0{n % 9 + 1},F,WBRI,ZZ9 9ZZ\n" for n in range(1, 11))
)
PLANS = (
    "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,cease_date,cease_reason,"
    "transfer_la\n" + "".join(f"L{n},C{n},,2025-09-01,,,0,0,,,,\n" for n in range(1, 11))
)
# placement → school, price, shares, leaving date
PLACED = {
    "twelfths": ("100010", "36500", "100,0,0", ""),
    "termly": ("100010", "36500", "100,0,0", ""),
    "credit": ("100010", "36500", "100,0,0", ""),
    "left": ("100010", "36500", "100,0,0", "2026-05-31"),
    "never": ("100010", "36500", "100,0,0", ""),
    "one": ("100020", "36500", "100,0,0", ""),
    "other": ("100020", "73000", "100,0,0", ""),
    "academised": ("100001", "36500", "100,0,0", ""),
    "shared": ("100010", "73000", "50,30,20", ""),
    "unbilled": ("100010", "36500", "100,0,0", ""),
}
SUPPLIERS = (
    "supplier_id,urn,ukprn,provider_name\nS10,100010,,Ten\nS20,100020,,Twenty\n"
    "S30,100003,,Academy\nS40,100040,,Forty\n"
)
CHART = (
    "cost_centre,subjective,dsg_block,spend_category,s251_line\n"
    "H1,S1,high_needs,independent_nmss,1.2.3\nG1,S1,general_fund,,2.1.1\n"
)
LINKS = (
    "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n"
    "100001,100002,Second,Successor,01-09-2020\n100002,100003,Third,Successor,01-09-2023\n"
)
LEDGER = (
    "journal_id,line_number,financial_year,period,posting_date,document_date,journal_type,"
    "cost_centre,subjective,supplier_id,supplier_name,reference,description,amount\n"
)


def _ledger() -> str:
    lines: list[str] = []

    def post(period: int, amount: object, supplier: str, reference: str = "", centre: str = "H1"):
        number = len(lines) + 1
        month = f"2026-{period + 3:02d}"
        lines.append(
            f"J{number:03d},1,2026-27,{period},{month}-10,{month}-10,AP,{centre},S1,{supplier},"
            f"{supplier and 'A supplier'},{reference},fees,{amount}\n"
        )

    for period, days in enumerate(DAYS, start=1):
        post(period, "3041.67", "S10", "twelfths")
        post(period, days * 100, "S10", f"credit/{period:02d}26")
        post(period, days * 300, "S20", "INV1")  # both placements at school 100020
        post(period, days * 100, "S30", "INV2")  # the academy that the school has become
        post(period, days * 200, "S10", "shared")
        if period <= 3:
            post(period, days * 100, "S10", "left")
        if period <= 7:
            post(period, days * 100, "S10", "unbilled")
    for period in (1, 6):
        post(period, "12166.67", "S10", "termly/term")
    post(2, "-3100.00", "S10", "credit/0226")
    post(2, "3100.00", "S10", "credit/0226")
    post(3, "777.77", "S40", "INV3")
    post(2, "123.45", "")
    post(2, "55.00", "S10", "", centre="G1")
    post(2, "11.00", "", "", centre="X9")
    return LEDGER + "".join(lines)


@pytest.fixture(scope="module")
def warehouse(built: Callable[..., Warehouse]) -> Warehouse:
    places = [(name, *each) for name, each in PLACED.items()]
    case, ledger = "205/case_system", "205/finance_ledger"
    return built(
        {
            f"{case}/persons__2026-11-20.csv": PERSONS,
            f"{case}/plans__2026-11-20.csv": PLANS,
            f"{case}/placements__2026-11-20.csv": (
                "placement_id,plan_id,urn,ukprn,sen_setting,sen_setting_other,placement_rank,"
                "entry_date,leaving_date,sen_unit,resourced_provision,res,wbp\n"
                + "".join(
                    f"{name},L{n},{urn},,,,1,2025-09-01,{leaves},0,0,,\n"
                    for n, (name, urn, _, _, leaves) in enumerate(places, start=1)
                )
            ),
            f"{case}/placement_costs__2026-11-20.csv": (
                "cost_id,placement_id,spend_category,annual_amount,price_basis,weeks,start_date,"
                "end_date,education_pct,social_care_pct,health_pct\n"
                + "".join(
                    f"K{n},{name},independent_nmss,{price},financial_year,,2026-04-01,,{shares}\n"
                    for n, (name, _, price, shares, _) in enumerate(places, start=1)
                )
            ),
            f"{ledger}/chart_of_accounts__2026-11-20.csv": CHART,
            f"{ledger}/supplier_providers__2026-11-20.csv": SUPPLIERS,
            f"{ledger}/transactions__2026-11-20.csv": _ledger(),
            "england/dfe_census/gias_links__2026-11-01.csv": LINKS,
        },
        *only(*MARTS),
        "load_receipts",
    )


def key(placement: str) -> str:
    secret = hmac.new(os.environ["SEND_PSEUDONYM_KEY"].encode(), b"205", hashlib.sha256).digest()
    return hmac.new(secret, f"placement:{placement}".encode(), hashlib.sha256).hexdigest()[:32]


def items(warehouse: Warehouse, placement: str) -> dict[str, dict[int, Decimal]]:
    """Differences of a placement: class → period → pounds."""
    found: dict[str, dict[int, Decimal]] = {}
    for kind, period, amount in warehouse.rows(
        "select class, financial_period, amount_gbp from marts.reconciliation_items "
        f"where placement_key = '{key(placement)}' order by 1, 2"
    ):
        found.setdefault(kind, {})[period] = amount
    return found


@pytest.mark.parametrize("placement", ["credit", "one", "other", "academised"])
def test_what_is_paid_as_agreed_has_no_difference(warehouse, placement):
    assert items(warehouse, placement) == {}


def test_twelfths_of_the_price_differ_from_its_days_by_timing_only(warehouse):
    found = items(warehouse, "twelfths")
    assert found.keys() == {"timing"}
    assert found["timing"][1] == Decimal("41.67")
    assert sum(found["timing"].values()) == Decimal("-66.64")


def test_a_term_paid_in_advance_settles_the_months_that_follow(warehouse):
    found = items(warehouse, "termly")
    assert found.keys() == {"timing"}
    assert found["timing"][1] == Decimal("9166.67")
    assert found["timing"][2] == Decimal("-3100.00")
    assert sum(found["timing"].values()) == Decimal("-66.66")


def test_a_month_paid_for_after_the_child_left_is_paid_without_placement(warehouse):
    assert items(warehouse, "left") == {"paid_without_placement": {3: Decimal("3000.00")}}


def test_a_placement_never_invoiced_is_without_payment_in_every_month(warehouse):
    unpaid = {n: Decimal(-100 * days) for n, days in enumerate(DAYS, start=1)}
    assert items(warehouse, "never") == {"placement_without_payment": unpaid}


def test_shares_of_health_and_social_care_posted_to_the_grant_are_joint_funding(warehouse):
    shares = {n: Decimal(100 * days) for n, days in enumerate(DAYS, start=1)}
    assert items(warehouse, "shared") == {"joint_funding": shares}


def test_the_latest_month_without_an_invoice_may_yet_be_paid(warehouse):
    assert items(warehouse, "unbilled") == {"timing": {8: Decimal("-3000.00")}}


def test_lines_without_a_placement_have_a_class(warehouse):
    found = warehouse.rows(
        "select class, dsg_block, amount_gbp::varchar, first_seen::varchar, age_days "
        "from marts.reconciliation_items where placement_key is null order by amount_gbp"
    )
    assert found == [
        ("unattributable", "not_in_chart", "11.00", "2026-05-10", 194),
        ("unattributable", "general_fund", "55.00", "2026-05-10", 194),
        ("unattributable", "high_needs", "123.45", "2026-05-10", 194),
        ("paid_without_placement", "high_needs", "777.77", "2026-06-10", 163),
    ]


def test_the_lines_of_may_lead_from_the_ledger_to_the_commitment(warehouse):
    """Education pays 100 a day for each of nine placements, and 200 for `other`: 1,100 a day."""
    found = dict(
        warehouse.rows(
            "select line, amount_gbp::varchar from marts.outturn_reconciliation "
            "where financial_period = 2 and dsg_block = 'high_needs' order by line_order"
        )
    )
    assert found == {
        "ledger_total": "31065.12",
        "matched": "34100.00",
        "paid_without_placement": "0.00",
        "placement_without_payment": "-3100.00",
        "rate_variance": "0.00",
        "timing": "-3158.33",
        "joint_funding": "3100.00",
        "unattributable": "123.45",
        "wrong_account": "0.00",
        "duplicate_payment": "0.00",
        "place_funding": "0.00",
    }


def test_the_year_to_date_stands_beside_the_month(warehouse):
    """April's payments are 42,208.34, May's 31,065.12; 61 days at 1,100 are committed."""
    found = warehouse.rows(
        "select line, amount_to_date_gbp::varchar from marts.outturn_reconciliation "
        "where financial_period = 2 and dsg_block = 'high_needs' "
        "and line in ('ledger_total', 'matched') order by line"
    )
    assert found == [("ledger_total", "73273.46"), ("matched", "67100.00")]


def test_an_invoice_for_two_children_is_bridged_to_both_with_their_amounts(warehouse):
    found = warehouse.rows(
        "select placement_key, matched_gbp::varchar, match_method "
        "from marts.bridge_ledger_placements join marts.fct_ledger as ledger "
        "using (la_code, journal_id, line_number, match_method) "
        "where ledger.reference = 'INV1' and financial_period = 1"
    )
    assert {(each, amount) for each, amount, _ in found} == {
        (key("one"), "3000.00"), (key("other"), "6000.00"),
    }  # fmt: skip


def test_a_difference_opens_to_its_ledger_lines_and_the_key_of_its_placement(warehouse):
    rows = opened(warehouse, "reconciliation_items", la_code="205", **{"class": "joint_funding"})
    assert len(rows) == len(DAYS)
    assert {row["placement_key"] for row in rows} == {key("shared")}
    april = rows[0]
    assert [str(april[name]) for name in ("difference_gbp", "matched_gbp", "amount_gbp")] == [
        "3000.00", "6000.00", "6000.00",
    ]  # fmt: skip


def test_each_line_has_its_match_method_and_no_id_of_a_child(warehouse):
    found = dict(
        warehouse.rows("select match_method, count(*) from marts.fct_ledger group by match_method")
    )
    assert found == {
        "reference": 8 + 8 + 8 + 3 + 7 + 2 + 2,
        "amount_of_period": 8,
        "sum_of_period": 8,
        "provider": 2,
        "unmatched": 2,
    }
    named = warehouse.rows("select distinct reference from marts.fct_ledger where reference > ''")
    assert {name for (name,) in named} == {
        *map(key, ("twelfths", "shared", "left", "unbilled")),
        *(f"{key('credit')}/{period:02d}26" for period, _ in enumerate(DAYS, start=1)),
        key("termly"),
        *("INV1", "INV2", "INV3"),
    }
    [(urn,)] = warehouse.rows(
        "select distinct provider_urn from marts.fct_ledger where supplier_id = 'S30'"
    )
    assert urn == "100003"


def test_spend_by_category_counts_plans_and_the_share_of_education(warehouse):
    found = warehouse.rows(
        "select plans_funded, committed_gbp::varchar, actual_gbp::varchar, variance_gbp::varchar, "
        "committed_by_all_payers_gbp::varchar, average_annual_cost_gbp::varchar "
        "from marts.placement_spend where financial_period in (2, 9) order by financial_period"
    )
    # 11 times 36,500 by 10 placements in April and May
    assert found[0] == (10, "34100.00", "31065.12", "-3034.88", "37200.00", "40150.00")
    assert found[1][2:4] == (None, None)
