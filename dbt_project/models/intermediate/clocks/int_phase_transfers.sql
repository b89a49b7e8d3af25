{{ config(materialized='table') }}

with transfers as (

    select
        *,
        cast(extract(year from due_date) as integer) as calendar_year,
        {{ reporting_date() }} as as_at
    from {{ ref('int_phase_transfers_due') }}

),

plans as (

    select * from {{ ref('int_plans_as_at') }}

),

persons as (

    select * from {{ ref('stg_case_system__persons') }}

),

described as (

    select
        transfers.la_code,
        transfers.plan_key,
        transfers.due_date,
        transfers.named_on,
        transfers.calendar_year,
        transfers.as_at,
        plans.person_key,
        placed.placement_key_from,
        placed.placement_key_to,
        -- Curriculum year on 1 September of the move: that of the 31 August before it.
        transfers.calendar_year - {{ academic_year_began('persons.birth_date') }} - 1
        - {{ var('reception_age') }} as curriculum_year_to,
        case
            when transfers.named_on <= transfers.due_date then 'named_in_time'
            when transfers.named_on is not null then 'named_late'
            when plans.cease_date is not null then 'plan_ceased'
            when transfers.due_date >= transfers.as_at then 'due'
            else 'overdue'
        end as status
    from transfers
    inner join plans on transfers.la_code = plans.la_code and transfers.plan_key = plans.plan_key
    left join persons on plans.la_code = persons.la_code and plans.person_key = persons.person_key
    left join {{ ref('int_phase_transfers_placed') }} as placed
        on
            transfers.la_code = placed.la_code
            and transfers.plan_key = placed.plan_key
            and transfers.due_date = placed.due_date
    where transfers.is_maintained_on_due_date or transfers.named_on <= transfers.due_date

)

select
    described.*,
    case
        when described.status = 'named_late'
            then {{ dbt.datediff('described.due_date', 'described.named_on', 'day') }}
        when described.status = 'overdue'
            then {{ dbt.datediff('described.due_date', 'described.as_at', 'day') }}
    end as days_late,
    {{ phase_of('described.curriculum_year_to') }} as phase_to,
    old.provider_urn as provider_urn_from,
    old.provider_ukprn as provider_ukprn_from,
    new.provider_urn as provider_urn_to,
    new.provider_ukprn as provider_ukprn_to,
    old_settings.setting_type as setting_type_from,
    new_settings.setting_type as setting_type_to
from described
left join {{ ref('int_placement_providers') }} as old
    on
        described.la_code = old.la_code
        and described.placement_key_from = old.placement_key
left join {{ ref('int_placement_providers') }} as new
    on
        described.la_code = new.la_code
        and described.placement_key_to = new.placement_key
left join {{ ref('int_placements_typed') }} as old_settings
    on
        described.la_code = old_settings.la_code
        and described.placement_key_from = old_settings.placement_key
left join {{ ref('int_placements_typed') }} as new_settings
    on
        described.la_code = new_settings.la_code
        and described.placement_key_to = new_settings.placement_key
