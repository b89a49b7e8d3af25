-- Lines of the first months of a financial year that can pay for the year before: those that
-- nothing matches, and those that name a placement (only_placement_key) and are not what is due in
-- their own month, or are a second line of that amount.
with open_lines as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_but_repeats')) }}

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
    inner join {{ ref('int_lines_to_match') }} as lines
        on
            matches.la_code = lines.la_code
            and matches.journal_id = lines.journal_id
            and matches.line_number = lines.line_number
    where lines.financial_period <= {{ var('paid_after_year_end_within_months') }}

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    financial_period,
    posting_date,
    provider_id,
    spend_category,
    amount_gbp,
    cast(null as varchar) as only_placement_key
from open_lines
where is_high_needs and financial_period <= {{ var('paid_after_year_end_within_months') }}
union all
select
    referenced.la_code,
    referenced.journal_id,
    referenced.line_number,
    referenced.financial_year,
    referenced.financial_period,
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
    referenced.is_high_needs
    and (
        referenced.nth_of_month > 1
        or abs(referenced.amount_gbp - coalesce(dues.due_gbp, 0))
        > {{ var('rounding_per_month_gbp') }}
    )
