{{ config(materialized='table') }}

-- The ledger lines that are neither matched nor in a netted group.
with matched as (

    select distinct
        la_code,
        journal_id,
        line_number
    from {{ ref('int_matches_by_line') }}
    union
    select
        la_code,
        journal_id,
        line_number
    from {{ ref('int_netted_lines') }}

)

{{ lines_without(ref('int_ledger_providers'), 'matched') }}
