with active_plans as (

    {{ rows_of_sen2('sen2_active_plans') }}

),

placements as (

    {{ rows_of_sen2('sen2_placement_detail') }}

),

of_plans as (

    select
        placements.*,
        active_plans.request_order,
        -- Since 2024 a return has these for each stay; before, once for the plan.
        coalesce(placements.res, active_plans.res) as residential,
        coalesce(placements.wbp, active_plans.wbp) as work_based
    from placements
    inner join active_plans
        on
            placements.la_code = active_plans.la_code
            and placements.active_plan_order = active_plans.active_plan_order

)

select
    la_code,
    {{ sen2_key('placement', 'placement_order') }} as placement_key,
    {{ sen2_key('plan', 'request_order') }} as plan_key,

    urn,
    ukprn,
    sen_setting,
    sen_setting_other,
    placement_rank,
    residential as res,
    work_based as wbp,

    sen_unit,
    resourced_provision,

    entry_date,
    leaving_date,

    _load_id,
    _line

from of_plans
