"""Devon's 21 months of real payments: every pound of the files is in `fct_ledger`."""

import csv
from collections import defaultdict
from decimal import Decimal

# Account 5733 in 2023-24 by month, from Devon County Council's published spending over £500.
# Schools bill by term.
SPECIAL_SCHOOL_FEES = [
    "4951238.82", "1774468.49", "969492.77", "6016074.47", "6516447.18", "2702252.74",
    "2037058.25", "6972531.30", "7141402.63", "3928253.16", "908072.63", "4952862.24",
]  # fmt: skip
PENNY = Decimal("0.01")


def from_the_files(real_data):
    """Sums by month and account, read with the csv module, without the residue of binary floats."""
    sums, lines = defaultdict(Decimal), 0
    for path in sorted((real_data / "devon-spending").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                key = (row["Date"][:7], row["Expense Code"].strip())
                sums[key] += Decimal(row["Amount"]).quantize(PENNY)
                lines += 1
    return sums, lines


def test_every_pound_is_in_fct_ledger_by_month_and_account(marts, real_data):
    expected, lines = from_the_files(real_data)
    rows = marts.execute(
        "select strftime(posting_date, '%Y-%m'), subjective, sum(amount_gbp), count(*) "
        "from marts.fct_ledger where la_code = '878' group by 1, 2"
    ).fetchall()
    assert {(month, account): total for month, account, total, _ in rows} == expected
    assert sum(count for *_, count in rows) == lines == 237_169


def test_credits_are_loaded(marts, real_data):
    [(lines, total)] = marts.execute(
        "select count(*), sum(amount_gbp) from marts.fct_ledger where la_code = '878' "
        "and subjective = '5733' and financial_year = '2023-24' and amount_gbp < 0"
    ).fetchall()
    assert (lines, total) == (90, Decimal("-1561571.47"))


def test_special_school_fees_fall_into_the_periods_of_2023_24(marts):
    rows = marts.execute(
        "select financial_period, sum(amount_gbp) from marts.fct_ledger where la_code = '878' "
        "and subjective = '5733' and financial_year = '2023-24' group by 1 order by 1"
    ).fetchall()
    assert rows == [(n + 1, Decimal(fees)) for n, fees in enumerate(SPECIAL_SCHOOL_FEES)]


def test_reconciled_with_no_case_system_every_pound_is_unattributable(marts, real_data):
    """Devon publishes payments and no placements; the identity holds month by month."""
    expected, _ = from_the_files(real_data)
    months = defaultdict(Decimal)
    for (month, _), total in expected.items():
        months[month] += total
    rows = marts.execute(
        "select financial_year, financial_period, "
        "sum(amount_gbp) filter (where line = 'ledger_total'), "
        "sum(amount_gbp) filter (where line = 'unattributable'), "
        "sum(amount_gbp) filter (where line <> 'ledger_total') "
        "from marts.outturn_reconciliation where la_code = '878' group by 1, 2 order by 1, 2"
    ).fetchall()
    assert [total for _, _, total, _, _ in rows] == [months[month] for month in sorted(months)]
    assert all(total == left == explained for _, _, total, left, explained in rows)
    [(items,)] = marts.execute(
        "select sum(amount_gbp) from marts.reconciliation_items where la_code = '878'"
    ).fetchall()
    assert items == sum(months.values()) == Decimal("1735303256.55")


def test_every_row_of_every_file_is_accepted(marts):
    rows = marts.execute(
        "select file_name, rows_read, rows_accepted from ops.load_receipts where la_code = '878' "
        "and dataset = 'transactions'"
    ).fetchall()
    assert len(rows) == 21
    assert all(read == accepted for _, read, accepted in rows)
