{{ config(meta={'columns_in_messages': [
    'financial_year', 'financial_period', 'dsg_block', 'difference_gbp'
]}) }}

-- A returned row is a figure whose difference since the close is not, to the penny, that of the
-- lines: later postings, and remapped accounts.
select
    la_code,
    financial_year,
    financial_period,
    dsg_block,
    difference_gbp,
    prior_period_adjustment_gbp,
    remapping_gbp
from {{ ref('dsg_outturn_as_reported') }}
where
    difference_gbp <> prior_period_adjustment_gbp + remapping_gbp
    or difference_gbp <> actual_to_date_gbp - reported_actual_to_date_gbp
