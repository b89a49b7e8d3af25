-- A child's year beside the next one. Nothing is compared with the year in which the prices of an
-- authority begin: it has fewer months.
with years as (

    select
        *,
        case when is_whole_year then year_began + 1 end as year_compared_with
    from {{ ref('int_child_years') }}

)

select
    this_year.la_code,
    this_year.financial_year,
    this_year.curriculum_year,
    this_year.child_key,
    this_year.setting_type as setting_before,
    next_year.setting_type as setting_after,
    this_year.committed_gbp,
    next_year.committed_gbp as committed_after_gbp,
    next_year.child_key is not null as is_there_a_year_on,
    coalesce(this_year.place = next_year.place, false) as has_stayed
from years as this_year
left join years as next_year
    on
        this_year.la_code = next_year.la_code
        and this_year.child_key = next_year.child_key
        and this_year.year_compared_with = next_year.year_began
