-- Income that is matched to a placement itself and is other payers' share of it.
-- 1. of_months: it equals their share of one month or of several in a row.
-- 2. on_income_account: it names the placement, is from no provider, and is on an account from
--    which the placement is not paid: a refund is posted where the fee was. The share of another
--    authority comes so, too, which the case system has no price for.
with income as (

    select * from {{ ref('int_matches_by_line') }}
    where matched_gbp < 0

),

months as (

    select
        la_code,
        placement_key,
        financial_year,
        financial_period,
        sum(full_gbp - due_gbp) as share_gbp
    from {{ ref('int_commitments_due') }}
    where full_gbp > due_gbp
    group by la_code, placement_key, financial_year, financial_period

),

shares as (

    select
        *,
        sum(share_gbp) over (
            partition by la_code, placement_key, financial_year order by financial_period
            rows between unbounded preceding and current row
        ) as share_to_date_gbp,
        row_number() over (
            partition by la_code, placement_key, financial_year order by financial_period
        ) as place
    from months

),

of_months as (

    select distinct
        income.la_code,
        income.journal_id,
        income.line_number
    from income
    inner join shares as first_month
        on
            income.la_code = first_month.la_code
            and income.placement_key = first_month.placement_key
            and income.financial_year = first_month.financial_year
    inner join shares as last_month
        on
            first_month.la_code = last_month.la_code
            and first_month.placement_key = last_month.placement_key
            and first_month.financial_year = last_month.financial_year
            and first_month.place <= last_month.place
    where
        abs(
            income.matched_gbp + last_month.share_to_date_gbp
            - first_month.share_to_date_gbp + first_month.share_gbp
        ) <= {{ var('rounding_per_month_gbp') }} * (last_month.place - first_month.place + 1)

),

paid_from as (

    select distinct
        la_code,
        placement_key,
        financial_year,
        cost_centre,
        subjective
    from {{ ref('int_matches_by_line') }}
    where matched_gbp > 0

),

on_income_account as (

    select
        income.la_code,
        income.journal_id,
        income.line_number
    from income
    inner join paid_from
        on
            income.la_code = paid_from.la_code
            and income.placement_key = paid_from.placement_key
            and income.financial_year = paid_from.financial_year
    where
        income.match_method = 'reference'
        and income.provider_id is null
        and income.dsg_block = 'high_needs'
    group by income.la_code, income.journal_id, income.line_number
    having
        sum(
            case
                when
                    income.cost_centre = paid_from.cost_centre
                    and income.subjective = paid_from.subjective
                    then 1
                else 0
            end
        ) = 0

)

select * from of_months
union
select * from on_income_account
