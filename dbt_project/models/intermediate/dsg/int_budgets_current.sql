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
    cross join {{ ref('budget_versions') }} as words
    where lower(versions.version) like concat('%', words.word, '%')

),

preferred as (

    select
        versions.la_code,
        versions.financial_year,
        versions.version,
        row_number() over (
            partition by versions.la_code, versions.financial_year
            order by
                coalesce(
                    words_found.version_rank, {{ var('rank_of_other_budget_versions') }}
                ) desc,
                {{ natural_order('versions.version') }} desc,
                versions.version desc
        ) as preference,
        count(*) over (partition by versions.la_code, versions.financial_year) as versions
    from versions
    left join words_found
        on
            versions.la_code = words_found.la_code
            and versions.financial_year = words_found.financial_year
            and versions.version = words_found.version
            and words_found.word_number = 1

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
