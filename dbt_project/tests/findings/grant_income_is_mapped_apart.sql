-- A returned row is an account that mixes the grant with what it is spent on. To do, by case:
-- no_funding_line: the account brings in a large part of what its block spends, and is counted as
--   spending below nil. Map it to section 251 line 1.9.1 if it is the grant.
-- spend_category: the account is mapped to a line of funding and to a category of spending. Remove
--   the category, or map the spending to an account of its own.
-- both_signs: the account of the grant also has costs. Post them to an account of their own.
with accounts as (

    select * from {{ ref('int_chart_of_accounts') }}

),

by_account as (

    select
        la_code,
        financial_year,
        cost_centre,
        subjective,
        outturn_line,
        sum(amount_gbp) as amount_gbp,
        sum(costs_gbp) as costs_gbp
    from {{ ref('int_account_postings') }}
    group by la_code, financial_year, cost_centre, subjective, outturn_line

),

with_block as (

    select
        by_account.*,
        accounts.dsg_block,
        accounts.spend_category,
        accounts.s251_line,
        sum(case when by_account.amount_gbp > 0 then by_account.amount_gbp else 0 end) over (
            partition by
                by_account.la_code, by_account.financial_year, by_account.outturn_line
        ) as spent_in_line_gbp
    from by_account
    inner join accounts
        on
            by_account.la_code = accounts.la_code
            and by_account.cost_centre = accounts.cost_centre
            and by_account.subjective = accounts.subjective

),

mixed as (

    select
        *,
        case
            when outturn_line = 'grant_income' and spend_category is not null
                then 'spend_category'
            when outturn_line = 'grant_income' and costs_gbp > 0 and amount_gbp < 0
                then 'both_signs'
            when
                outturn_line not in ('grant_income', 'carry_forward')
                and 100 * -amount_gbp > {{ var('grant_income_from_pct') }} * spent_in_line_gbp
                then 'no_funding_line'
        end as mixed_by
    from with_block

)

select
    la_code,
    financial_year,
    cost_centre,
    subjective,
    mixed_by,
    dsg_block,
    spend_category,
    s251_line,
    amount_gbp
from mixed
where mixed_by is not null
