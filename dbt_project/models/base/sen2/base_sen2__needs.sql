with active_plans as (

    {{ rows_of_sen2('sen2_active_plans') }}

),

needs as (

    {{ rows_of_sen2('sen2_sen_need') }}

),

numbered as (

    select
        needs.*,
        active_plans.request_order,
        row_number() over (
            partition by needs.la_code, active_plans.request_order, needs.sen_type_rank
            order by needs.need_order
        ) as of_rank
    from needs
    inner join active_plans
        on
            needs.la_code = active_plans.la_code
            and needs.active_plan_order = active_plans.active_plan_order

)

select
    la_code,
    {{ sen2_key('plan', 'request_order') }} as plan_key,
    sen_type_rank,
    sen_type,

    _load_id,
    _line

from numbered
where sen_type_rank is not null and of_rank = 1
