-- Plans maintained on the reporting date by the ward where the child lives, and whether the child
-- is placed in the authority's area. The ward is that of the postcode as known, so there are no
-- wards of earlier dates.
with plans as (

    select
        plans.la_code,
        plans.plan_key,
        coalesce(persons.ward_code, 'not_recorded') as ward_code,
        coalesce(needs.primary_need, 'not_recorded') as primary_need
    from {{ ref('int_plans_as_at') }} as plans
    left join {{ ref('stg_case_system__persons') }} as persons
        on plans.la_code = persons.la_code and plans.person_key = persons.person_key
    left join {{ ref('int_plans_primary_need') }} as needs
        on plans.la_code = needs.la_code and plans.plan_key = needs.plan_key
    where {{ is_maintained('plans', reporting_date()) }}

),

-- An authority whose persons have no ward at all has landed no lookup.
located as (

    select distinct la_code
    from plans
    where ward_code <> 'not_recorded'

),

placed as (

    select
        placements.la_code,
        placements.plan_key,
        areas.local_authority as provider_la_code,
        row_number() over (
            partition by placements.la_code, placements.plan_key
            order by placements.entry_date desc nulls last, placements.placement_key desc
        ) as latest_first
    from {{ ref('int_placements_as_at') }} as placements
    left join {{ ref('int_placement_providers') }} as providers
        on
            placements.la_code = providers.la_code
            and placements.placement_key = providers.placement_key
    left join {{ ref('int_provider_areas') }} as areas
        on
            {{ provider_id('providers.provider_urn', 'providers.provider_ukprn') }}
            = areas.provider_id
    where
        placements.placement_rank = 1
        and coalesce(placements.leaving_date, date '9999-12-31') >= {{ reporting_date() }}

),

with_area as (

    select
        plans.*,
        case
            when placed.plan_key is null then 'not_placed'
            when placed.provider_la_code is null then 'not_known'
            when placed.provider_la_code = plans.la_code then 'in_area'
            else 'out_of_area'
        end as placed_in
    from plans
    inner join located on plans.la_code = located.la_code
    left join placed
        on
            plans.la_code = placed.la_code
            and plans.plan_key = placed.plan_key
            and placed.latest_first = 1

)

select
    la_code,
    ward_code,
    primary_need,
    placed_in,
    count(*) as plans
from with_area
group by la_code, ward_code, primary_need, placed_in
