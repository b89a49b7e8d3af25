{{ config(materialized='table') }}

-- Payments for months of the financial year before or after, and credit notes for what a placement
-- was paid too much in the year before. They count for the month that they are for (due_year,
-- due_period).
select
    la_code,
    journal_id,
    line_number,
    placement_key,
    due_year,
    due_period,
    paid_gbp,
    false as is_in_advance
from {{ ref('int_credits_for_year_before') }}
union all
select
    la_code,
    journal_id,
    line_number,
    placement_key,
    due_year,
    due_period,
    paid_gbp,
    due_year > financial_year as is_in_advance
from {{ ref('int_payments_for_other_year') }}
where is_first
