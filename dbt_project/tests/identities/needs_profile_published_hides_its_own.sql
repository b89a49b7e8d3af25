-- A returned row shows 1 to 5 children, shows something though it is suppressed, or shows nothing
-- though it isn't.
select
    la_code,
    as_at,
    primary_need,
    phase,
    setting_type,
    sex
from {{ ref('needs_profile_published') }}
where
    coalesce(plans, 6) < 6
    or suppressed <> (plans is null)
    or suppressed <> (plans_pct is null)
    or (suppressed and change_on_year is not null)
    or (plans - change_on_year between 1 and 5)
