with budgets as (

    select * from {{ ref('stg_finance_ledger__budgets') }}

),

versions as (

    select distinct
        la_code,
        financial_year,
        version
    from budgets

),

-- The first word of the seed that a version's name contains gives its rank.
words_found as (

    select
        versions.la_code,
        versions.financial_year,
        versions.version,
        words.version_rank,
        row_number() over (
            partition by versions.la_code, versions.financial_year, versions.version
            order by words.word_order
        ) as word_number
    from versions
    left join {{ ref('budget_versions') }} as words
        on lower(versions.version) like concat('%', words.word, '%')

),

preferred as (

    select
        la_code,
        financial_year,
        version,
        row_number() over (
            partition by la_code, financial_year
            order by
                coalesce(version_rank, {{ var('rank_of_other_budget_versions') }}) desc,
                {{ natural_order('version') }} desc,
                version desc
        ) as preference,
        count(*) over (partition by la_code, financial_year) as versions
    from words_found
    where word_number = 1

)

select
    budgets.la_code,
    budgets.financial_year,
    budgets.cost_centre,
    budgets.subjective,
    budgets.version,
    preferred.versions,
    budgets.amount_gbp
from budgets
inner join preferred
    on
        budgets.la_code = preferred.la_code
        and budgets.financial_year = preferred.financial_year
        and budgets.version = preferred.version
        and preferred.preference = 1
