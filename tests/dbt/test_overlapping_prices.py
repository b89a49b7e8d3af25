"""Two prices of one placement and category on the same days are found; others are not."""

from collections.abc import Callable
from datetime import date

from tests.dbt.conftest import Warehouse
from tests.dbt.test_termly_fees_and_grant import PERSONS, PLACEMENTS, PLANS

COSTS = (
    "cost_id,placement_id,spend_category,annual_amount,price_basis,weeks,start_date,end_date,"
    "education_pct,social_care_pct,health_pct\n"
    # keyed again in October; the second price ends on its day
    "K1,P1,independent_nmss,36500,financial_year,,2026-04-01,,100,0,0\n"
    "K2,P1,independent_nmss,36500,financial_year,,2026-10-01,2027-03-31,100,0,0\n"
    # therapies besides, and a price that follows another one
    "K3,P1,therapies,100,financial_year,,2026-04-01,,100,0,0\n"
    "K4,P2,independent_nmss,36500,financial_year,,2026-04-01,2026-08-31,100,0,0\n"
    "K5,P2,independent_nmss,40000,financial_year,,2026-09-01,,100,0,0\n"
)


def test_a_price_that_was_keyed_twice_is_found_with_its_days(built: Callable[..., Warehouse]):
    case = "205/case_system"
    files: dict[str, str | bytes] = {
        f"{case}/persons__2026-11-20.csv": PERSONS,
        f"{case}/plans__2026-11-20.csv": PLANS,
        f"{case}/placements__2026-11-20.csv": PLACEMENTS,
        f"{case}/placement_costs__2026-11-20.csv": COSTS,
    }
    select = ("--indirect-selection", "empty", "--select", "+placement_prices_overlap")
    found = built(files, *select).rows(
        "select spend_category, overlaps_from, overlaps_to "
        "from test_failures.placement_prices_overlap"
    )
    assert found == [("independent_nmss", date(2026, 10, 1), date(2027, 3, 31))]
