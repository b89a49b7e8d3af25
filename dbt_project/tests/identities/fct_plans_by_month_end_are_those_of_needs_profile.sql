-- A returned row is a month-end at which the fact and the profile do not count the same plans.
with facts as (

    select
        la_code,
        month_end,
        primary_need,
        phase,
        setting_type,
        sex,
        count(*) as plans
    from {{ ref('fct_plans_by_month_end') }}
    group by la_code, month_end, primary_need, phase, setting_type, sex

),

profile as (

    select * from {{ ref('needs_profile') }}
    where not is_census_day

)

select
    coalesce(facts.la_code, profile.la_code) as la_code,
    coalesce(facts.month_end, profile.as_at) as month_end,
    facts.plans as plans_of_facts,
    profile.plans as plans_of_profile
from facts
full outer join profile
    on
        facts.la_code = profile.la_code
        and facts.month_end = profile.as_at
        and facts.primary_need = profile.primary_need
        and facts.phase = profile.phase
        and facts.setting_type = profile.setting_type
        and facts.sex = profile.sex
where facts.plans is null or profile.plans is null or facts.plans <> profile.plans
