"""A home whose publication has one authority with one financial period that can be closed."""

from datetime import date
from pathlib import Path

import duckdb

from publish import outputs, snapshot

WAREHOUSE = """
    create schema marts; create schema ops;
    create table marts.fct_ledger as select
        '312' as la_code, 'J1' as journal_id, 1::bigint as line_number,
        '2026-27' as financial_year, 1 as financial_period, 'H1' as cost_centre,
        'S1' as subjective, 'high_needs' as outturn_line, 1234.50::decimal(18, 2) as amount_gbp;
    create table marts.ledger_accounts as select
        '312' as la_code, 'H1' as cost_centre, 'S1' as subjective, 'high_needs' as dsg_block,
        'other' as spend_category, '1.2.3' as s251_line, 'high_needs' as outturn_line;
    create table marts.dsg_outturn as select
        '312' as la_code, '2026-27' as financial_year, 1 as financial_period, dsg_block,
        2000.00::decimal(18, 2) as budget_gbp, 1234.50::decimal(18, 2) as actual_to_date_gbp,
        2000.00::decimal(18, 2) as forecast_outturn_gbp, 0.00::decimal(18, 2) as variance_gbp
        from (values ('high_needs'), ('total')) as blocks (dsg_block);
    create table marts.trial_balance_agreement as select
        '312' as la_code, '2026-27' as financial_year, 1 as financial_period,
        0::bigint as accounts_differing, 0::bigint as later_lines;
    create table ops.load_receipts as select
        '312' as la_code, 'finance_ledger' as source, 'transactions' as dataset,
        date '2026-05-11' as business_date, 't.csv' as file_name, 'ab' as sha256, 'x' as load_id,
        true as is_current;
"""


def one_published_period(home: Path) -> Path:
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute(WAREHOUSE)
    snapshot.publish(home, date(2026, 5, 11), set(), [outputs.TABLES])
    return home
