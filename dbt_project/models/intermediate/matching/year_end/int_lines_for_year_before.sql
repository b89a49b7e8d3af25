{{ config(materialized='table') }}

-- Payments for months of the financial year before, and credit notes for what a placement was paid
-- too much in that year. They count for the month that they are for (due_year, due_period).
select
    la_code,
    journal_id,
    line_number,
    placement_key,
    due_year,
    due_period,
    paid_gbp
from {{ ref('int_credits_for_year_before') }}
union all
select
    la_code,
    journal_id,
    line_number,
    placement_key,
    due_year,
    due_period,
    paid_gbp
from {{ ref('int_payments_for_year_before') }}
where is_first
