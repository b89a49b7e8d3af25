-- A returned row shows a count or a change of 1 to 5, shows figures although it is suppressed, or
-- shows none although it is not.
select
    la_code,
    as_at,
    primary_need,
    phase,
    setting_type,
    sex
from {{ ref('needs_profile_published') }}
where
    plans < {{ var('smallest_shown_count') }}
    or suppressed <> (plans is null)
    or suppressed <> (plans_pct is null)
    or (suppressed and change_on_year is not null)
    or (plans - change_on_year between 1 and {{ var('smallest_shown_count') - 1 }})
