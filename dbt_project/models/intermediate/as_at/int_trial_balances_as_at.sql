-- A balance that was drawn after as_at has periods that had not begun. One drawn by then is kept
-- whole: some systems list all periods of a year.
select balances.*
from {{ ref('stg_finance_ledger__trial_balance') }} as balances
inner join {{ ref('base_ingest__loads') }} as loads
    on balances.la_code = loads.la_code and balances._load_id = loads.load_id
where
    not {{ is_after_as_at('loads.business_date') }}
    or {{ month_number('balances.financial_year', 'least(balances.financial_period, 12)') }}
    <= {{ month_number(
        financial_year_of(reporting_date()), financial_period_of(reporting_date())
    ) }}
