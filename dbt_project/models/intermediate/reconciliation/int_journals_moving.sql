{{ config(materialized='table') }}

-- Journals that nothing matches: two lines with opposite amounts on two accounts, of which the
-- second one is of high needs.
with lines as (

    select
        *,
        {{ reconciliation_block() }} as block
    from {{ ref('int_lines_left') }}
    where supplier_id is null or journal_type = 'GL'

)

select
    taken.la_code,
    taken.journal_id,
    taken.line_number as taken_line_number,
    given_to.line_number as given_line_number,
    taken.financial_year,
    taken.financial_period,
    taken.cost_centre,
    taken.subjective,
    given_to.spend_category as own_category,
    given_to.amount_gbp
from lines as taken
inner join lines as given_to
    on
        taken.la_code = given_to.la_code
        and taken.journal_id = given_to.journal_id
        and taken.amount_gbp = -given_to.amount_gbp
        and taken.amount_gbp < 0
        and given_to.block = 'high_needs'
        and concat(taken.cost_centre, ' ', taken.subjective)
        <> concat(given_to.cost_centre, ' ', given_to.subjective)
