{{ config(meta={'columns_in_messages': [
    'financial_year', 'financial_period', 'cost_centre', 'subjective', 'ledger_gbp',
    'trial_balance_gbp', 'balance_file'
]}) }}

-- A returned row is an account of an authority whose postings up to a period, as loaded by the date
-- of its trial balance, differ from it in either direction (a missing side counts as nil). The
-- authority is held back: its marts stay those of the last publication.
select
    compared.*,
    balances.file_name as balance_file
from {{ ref('int_trial_balance_compared') }} as compared
left join {{ ref('base_ingest__loads') }} as balances
    on
        compared.la_code = balances.la_code
        and balances.source = 'finance_ledger'
        and balances.dataset = 'trial_balance'
        and balances.is_current
where compared.ledger_gbp <> compared.trial_balance_gbp
