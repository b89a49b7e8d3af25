-- A returned row is a shown figure that differs from needs_profile, or a row that only one of the
-- two marts has.
with profile as (

    select * from {{ ref('needs_profile') }}

),

{{ breakdowns(
    'profile', ['la_code', 'as_at'], ['primary_need', 'phase', 'setting_type', 'sex'], 'plans'
) }},

published as (

    select * from {{ ref('needs_profile_published') }}

)

select
    coalesce(published.la_code, breakdowns.la_code) as la_code,
    coalesce(published.as_at, breakdowns.as_at) as as_at,
    coalesce(published.breakdown, breakdowns.breakdown) as breakdown,
    coalesce(published.primary_need, breakdowns.primary_need) as primary_need,
    coalesce(published.phase, breakdowns.phase) as phase,
    coalesce(published.setting_type, breakdowns.setting_type) as setting_type,
    coalesce(published.sex, breakdowns.sex) as sex
from published
full outer join breakdowns
    on
        published.la_code = breakdowns.la_code
        and published.as_at = breakdowns.as_at
        and published.breakdown = breakdowns.breakdown
        and published.primary_need = breakdowns.primary_need
        and published.phase = breakdowns.phase
        and published.setting_type = breakdowns.setting_type
        and published.sex = breakdowns.sex
where
    published.la_code is null
    or breakdowns.la_code is null
    or published.plans <> breakdowns.plans
