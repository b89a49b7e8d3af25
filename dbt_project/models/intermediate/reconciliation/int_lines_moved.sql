{{ config(materialized='table') }}

-- Journals that move misposted payments to the account of their placement's category, and the
-- payments that they move.
with moved as (

    select * from {{ ref('int_payments_moved') }}
    where nth = 1

)

select
    la_code,
    journal_id,
    taken_line_number as line_number
from moved
union
select
    la_code,
    journal_id,
    given_line_number as line_number
from moved
union
select
    misposted.la_code,
    misposted.journal_id,
    misposted.line_number
from {{ ref('int_lines_misposted') }} as misposted
inner join moved
    on
        misposted.la_code = moved.la_code
        and misposted.financial_year = moved.financial_year
        and misposted.cost_centre = moved.cost_centre
        and misposted.subjective = moved.subjective
        and misposted.own_category = moved.own_category
        and case moved.known_for
            when 'provider_id' then misposted.provider_id else misposted.placement_key
        end = moved.known_id
        and misposted.financial_period between moved.first_period and moved.last_period
