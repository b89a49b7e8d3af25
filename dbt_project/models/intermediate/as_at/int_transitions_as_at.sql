with transitions as (

    select * from {{ ref('stg_case_system__transitions') }}

)

select
    la_code,
    transition_key,
    plan_key,

    pathway,
    -- A transition that comes after the reporting date is casework until then.
    case
        when status = 'transitioned' and {{ is_after_as_at('transitioned_date') }} then 'casework'
        else status
    end as status,

    identified_date,
    -- A planned day is no event.
    target_date,
    {{ null_if_after_as_at('transitioned_date') }} as transitioned_date

from transitions
where not {{ is_after_as_at('identified_date') }}
