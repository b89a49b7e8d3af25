-- Lines that can pay for months of another financial year (due_year): lines of the first months for
-- the year before, and lines of the last months, in advance, for the year after. Of both, those
-- that nothing matches, and those that name a placement (only_placement_key) and are not what is
-- due in their own month, or are a second line of that amount.
with lines as (

    select
        *,
        case
            when financial_period <= {{ var('paid_after_year_end_within_months') }}
                then {{ year_before('financial_year') }}
            when financial_period > 12 - {{ var('paid_before_year_start_within_months') }}
                then {{ year_after('financial_year') }}
        end as due_year
    from {{ ref('int_lines_to_match') }}

),

near_year_end as (

    select * from lines
    where is_high_needs and due_year is not null

),

open_lines as (

    {{ lines_without('near_year_end', ref('int_matches_but_repeats')) }}

),

referenced as (

    select
        lines.*,
        matches.placement_key,
        row_number() over (
            partition by
                lines.la_code, matches.placement_key, lines.financial_year,
                lines.financial_period, lines.amount_gbp
            order by lines.posting_date, lines.journal_id, lines.line_number
        ) as nth_of_month
    from {{ ref('int_matches_by_reference') }} as matches
    inner join near_year_end as lines
        on
            matches.la_code = lines.la_code
            and matches.journal_id = lines.journal_id
            and matches.line_number = lines.line_number

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    financial_period,
    due_year,
    posting_date,
    provider_id,
    spend_category,
    amount_gbp,
    cast(null as varchar) as only_placement_key
from open_lines
union all
select
    referenced.la_code,
    referenced.journal_id,
    referenced.line_number,
    referenced.financial_year,
    referenced.financial_period,
    referenced.due_year,
    referenced.posting_date,
    referenced.provider_id,
    referenced.spend_category,
    referenced.amount_gbp,
    referenced.placement_key as only_placement_key
from referenced
left join {{ ref('int_commitments_due') }} as dues
    on
        referenced.la_code = dues.la_code
        and referenced.placement_key = dues.placement_key
        and referenced.financial_year = dues.financial_year
        and referenced.financial_period = dues.financial_period
where
    referenced.nth_of_month > 1
    or abs(referenced.amount_gbp - coalesce(dues.due_gbp, 0)) > {{ var('rounding_per_month_gbp') }}
