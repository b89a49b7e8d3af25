"""Forecasts of Devon's special-school fees by both run-rates, from each month.

Devon published 21 months: 2023-24 whole, 2024-25 to December. So the straight line can be tried on
a whole year; last year's shape only on nine months of 2024-25, because 2022-23 is not there.
"""

from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from tests.real.test_devon_ledger import SPECIAL_SCHOOL_FEES

FEES_2024_25 = [
    "5904921.24", "1447174.04", "2645475.49", "3999600.41", "6774284.43", "4687616.62",
    "1667592.97", "4805466.11", "6639184.12",
]  # fmt: skip
STRAIGHT_LINE_2023_24 = "21.6 -17.4 -37.0 -15.8 -0.7 -6.2 -12.4 -2.0 6.6 5.6 -2.0"
STRAIGHT_LINE_2024_25 = "37.8 -14.2 -22.2 -18.3 -3.1 -1.0 -9.6 -6.9"
LAST_YEARS_SHAPE_2024_25 = "20.8 10.8 31.6 3.4 4.0 12.5 10.1 1.3"
CORRECTED_2024_25 = "6.0 4.3 12.1 2.5 3.4 10.6 8.9 1.3"
PENNY = Decimal("0.01")


def to_date(months: list[str]) -> list[Decimal]:
    return list(accumulate(map(Decimal, months)))


def errors(marts, year: str, method: str) -> list[tuple]:
    return marts.execute(
        "select financial_period, target_period, forecast_gbp, outturn_gbp, error_pct "
        "from marts.forecast_backtest where la_code = '878' and dsg_block = 'high_needs' "
        "and financial_year = $1 and method = $2 order by 1",
        [year, method],
    ).fetchall()


def pct(text: str) -> list[Decimal]:
    return [Decimal(each) for each in text.split()]


def test_a_straight_line_through_2023_24(marts):
    rows = errors(marts, "2023-24", "straight_line")
    spent = to_date(SPECIAL_SCHOOL_FEES)
    assert [row[:4] for row in rows] == [
        (
            period,
            12,
            (spent[period - 1] * 12 / period).quantize(PENNY, ROUND_HALF_UP),
            Decimal("48870154.68"),
        )
        for period in range(1, 12)
    ]
    assert [row[4] for row in rows] == pct(STRAIGHT_LINE_2023_24)


def test_2023_24_has_no_year_before_to_take_its_shape_from(marts):
    assert errors(marts, "2023-24", "seasonal_profile") == []


def test_last_years_shape_and_a_straight_line_through_april_to_december_2024(marts):
    before, spent = to_date(SPECIAL_SCHOOL_FEES), to_date(FEES_2024_25)
    shaped = errors(marts, "2024-25", "seasonal_profile")
    assert [row[:4] for row in shaped] == [
        (
            period,
            9,
            (spent[period - 1] * before[8] / before[period - 1]).quantize(PENNY, ROUND_HALF_UP),
            Decimal("38571315.43"),
        )
        for period in range(1, 9)
    ]
    assert [row[4] for row in shaped] == pct(LAST_YEARS_SHAPE_2024_25)
    straight = errors(marts, "2024-25", "straight_line")
    assert [row[4] for row in straight] == pct(STRAIGHT_LINE_2024_25)


def test_the_shape_has_the_lower_mean_error_but_not_in_every_month():
    """Its mean error is 11.8 per cent, that of the straight line 14.1. At the end of June it is the
    worse one, because Devon paid in June what it had paid in July the year before."""
    shaped, straight = (
        [abs(each) for each in pct(text)]
        for text in (LAST_YEARS_SHAPE_2024_25, STRAIGHT_LINE_2024_25)
    )
    assert (sum(shaped) / 8, sum(straight) / 8) == (Decimal("11.8125"), Decimal("14.1375"))
    assert shaped[2] > straight[2]


def corrected(month: int, whole: Decimal) -> Decimal:
    """Spent to the end of a month of 2024-25, and of the outturn of 2023-24, corrected by how far
    2024-25 is ahead, the share that was still to come."""
    spent, before = to_date(FEES_2024_25)[month - 1], to_date(SPECIAL_SCHOOL_FEES)[month - 1]
    rest = (whole - before) * (whole + spent - before) / whole
    return spent + rest.quantize(PENNY, ROUND_HALF_UP)


def test_last_years_outturn_corrected_by_how_far_the_year_is_ahead_misses_least(marts):
    """Its mean miss is 6.1 per cent against 14.1 of the straight line; by the end of September it
    is the worse of the two."""
    rows = errors(marts, "2024-25", "corrected_profile")
    by_december = to_date(SPECIAL_SCHOOL_FEES)[8]
    assert [row[2] for row in rows] == [corrected(month, by_december) for month in range(1, 9)]
    assert [row[4] for row in rows] == pct(CORRECTED_2024_25)
    misses = [
        [abs(each) for each in pct(text)] for text in (CORRECTED_2024_25, STRAIGHT_LINE_2024_25)
    ]
    assert [sum(each) / 8 for each in misses] == [Decimal("6.1375"), Decimal("14.1375")]
    assert misses[0][5] > misses[1][5]


def test_the_year_2024_25_is_forecast_by_2023_24_with_the_error_of_a_straight_line(marts):
    """2023-24 had no year before, so only a straight line was tried on it: from December on it
    missed by 6.6 per cent at most; half as much again, since it is one year, is 9.9."""
    [(method, forecast, profile, low, high, *interval)] = marts.execute(
        "select forecast_method, forecast_outturn_gbp, profile_financial_year, forecast_low_gbp, "
        "forecast_high_gbp, interval_pct, interval_method "
        "from marts.dsg_outturn where la_code = '878' and financial_year = '2024-25' "
        "and financial_period = 9 and dsg_block = 'high_needs'"
    ).fetchall()
    assert (method, profile) == ("corrected_profile", "2023-24")
    assert forecast == corrected(9, to_date(SPECIAL_SCHOOL_FEES)[11]) == Decimal("48258415.15")
    assert interval == [Decimal("9.9"), "straight_line"]
    miss = (forecast * Decimal("0.099")).quantize(PENNY, ROUND_HALF_UP)
    assert (low, high) == (forecast - miss, forecast + miss)


def test_the_intervals_hold_the_payments_to_december_at_all_eight_month_ends(marts):
    """Half as much again as the straight line's largest miss of 2023-24 from the month on: 37.0 of
    June, 15.8 of July, 12.4 of October, 6.6 of December."""
    rows = marts.execute(
        "select interval_pct from marts.dsg_outturn where la_code = '878' "
        "and financial_year = '2024-25' and financial_period < 9 and dsg_block = 'high_needs' "
        "order by financial_period"
    ).fetchall()
    intervals = [interval for (interval,) in rows]
    assert intervals == pct("55.5 55.5 55.5 23.7 18.6 18.6 18.6 9.9")
    misses = [abs(each) for each in pct(CORRECTED_2024_25)]
    assert all(miss <= interval for miss, interval in zip(misses, intervals, strict=True))
