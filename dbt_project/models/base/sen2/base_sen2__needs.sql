with needs as (

    {{ rows_of_sen2('sen2_sen_need') }}

),

numbered as (

    select
        needs.*,
        active_plans.plan_key,
        row_number() over (
            partition by needs.la_code, active_plans.plan_key, needs.sen_type_rank
            order by needs.need_order
        ) as of_rank
    from needs
    inner join {{ ref('base_sen2__active_plans') }} as active_plans
        on
            needs.la_code = active_plans.la_code
            and needs.return_id = active_plans.return_id
            and needs.active_plan_order = active_plans.active_plan_order

)

select
    la_code,
    plan_key,
    sen_type_rank,
    sen_type,

    _load_id,
    _line

from numbered
where sen_type_rank is not null and of_rank = 1
