with placements as (

    {{ rows_of_sen2('sen2_placement_detail') }}

),

of_plans as (

    select
        placements.*,
        active_plans.plan_key,
        -- Since 2024 a return has these for each stay; before, once for the plan.
        coalesce(placements.res, active_plans.res) as residential,
        coalesce(placements.wbp, active_plans.wbp) as work_based
    from placements
    inner join {{ ref('base_sen2__active_plans') }} as active_plans
        on
            placements.la_code = active_plans.la_code
            and placements.return_id = active_plans.return_id
            and placements.active_plan_order = active_plans.active_plan_order

)

select
    la_code,
    {{ sen2_key('placement', 'of_plans', 'placement_order') }} as placement_key,
    plan_key,

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
