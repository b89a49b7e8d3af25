-- A returned row is a figure that is shown and isn't that of needs_profile, or a cell that one of
-- the two has and the other lacks.
with profile as (

    select
        la_code,
        as_at,
        primary_need,
        phase,
        setting_type,
        sex,
        sum(plans) as plans
    from {{ ref('needs_profile') }}
    group by grouping sets (
        (la_code, as_at),
        (la_code, as_at, primary_need),
        (la_code, as_at, phase),
        (la_code, as_at, setting_type),
        (la_code, as_at, sex),
        (la_code, as_at, primary_need, phase, setting_type, sex)
    )

),

published as (

    select * from {{ ref('needs_profile_published') }}

)

select
    coalesce(published.la_code, profile.la_code) as la_code,
    coalesce(published.as_at, profile.as_at) as as_at,
    published.primary_need,
    published.phase,
    published.setting_type,
    published.sex
from published
full outer join profile
    on
        published.la_code = profile.la_code
        and published.as_at = profile.as_at
        and published.primary_need = coalesce(profile.primary_need, 'total')
        and published.phase = coalesce(profile.phase, 'total')
        and published.setting_type = coalesce(profile.setting_type, 'total')
        and published.sex = coalesce(profile.sex, 'total')
where
    published.la_code is null
    or profile.la_code is null
    or (not published.suppressed and published.plans <> profile.plans)
