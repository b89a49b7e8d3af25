-- Income that names nobody and that no amount explains, where all such income of a spend category
-- and year is most of what other payers still owe for payments in full, and no more: they paid for
-- some of the children, or of the providers, in one sum.
with owed as (

    select
        la_code,
        financial_year,
        spend_category,
        paid_for_others_gbp + recovered_gbp as owed_gbp
    from {{ ref('int_differences_joint') }}
    where is_covered
    union all
    select
        lines.la_code,
        lines.financial_year,
        lines.spend_category,
        lines.amount_gbp as owed_gbp
    from {{ ref('int_lines_recovered') }} as recovered
    inner join {{ ref('int_lines_to_match') }} as lines
        on
            recovered.la_code = lines.la_code
            and recovered.journal_id = lines.journal_id
            and recovered.line_number = lines.line_number

),

years as (

    select
        la_code,
        financial_year,
        spend_category,
        sum(owed_gbp) as owed_gbp
    from owed
    group by la_code, financial_year, spend_category

),

unexplained as (

    {{ lines_without(ref('int_lines_left'), ref('int_lines_recovered')) }}

),

income as (

    select
        *,
        -sum(amount_gbp) over (partition by la_code, financial_year, spend_category)
            as income_of_year_gbp
    from unexplained
    where
        outturn_line = 'high_needs' and provider_id is null and amount_gbp < 0
        and journal_type <> 'ACCR'

)

select
    income.la_code,
    income.journal_id,
    income.line_number
from income
inner join years
    on
        income.la_code = years.la_code
        and income.financial_year = years.financial_year
        and income.spend_category = years.spend_category
        and 100 * income.income_of_year_gbp >= {{ var('recovered_from_pct') }} * years.owed_gbp
        and income.income_of_year_gbp <= years.owed_gbp + {{ var('drift_within_gbp') }}
