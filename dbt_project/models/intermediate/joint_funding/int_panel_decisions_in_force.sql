-- The days on which each decision of the joint panel is in force, and those on which it has lapsed.
-- Of two decisions for a placement the one that begins later counts from then on. A decision lapses
-- after its review date or its end, until the next decision.
with decisions as (

    select
        *,
        least(
            coalesce(end_date, date '9999-12-31'), coalesce(review_due_date, date '9999-12-31')
        ) as valid_to,
        coalesce(
            cast({{ dbt.dateadd('day', -1, 'lead(start_date) over placement') }} as date),
            date '9999-12-31'
        ) as replaced_after
    from {{ ref('stg_case_system__panel_decisions') }}
    where not {{ is_after_as_at('decided_date') }}
    window
        placement as (
            partition by la_code, placement_key
            order by start_date, decided_date, decision_key desc
        )

),

spans as (

    select
        *,
        false as has_lapsed,
        start_date as starts,
        least(valid_to, replaced_after) as ends
    from decisions
    union all
    select
        *,
        true as has_lapsed,
        greatest(start_date, cast({{ dbt.dateadd('day', 1, 'valid_to') }} as date)) as starts,
        replaced_after as ends
    from decisions
    where valid_to < date '9999-12-31'

)

select
    la_code,
    decision_key,
    placement_key,
    has_lapsed,
    starts,
    ends,
    valid_to,
    cast(10000 * coalesce(social_care_pct, 0) as bigint) as social_care_millionths,
    cast(10000 * coalesce(health_pct, 0) as bigint) as health_millionths,
    fixed_health_gbp
from spans
where starts <= ends
