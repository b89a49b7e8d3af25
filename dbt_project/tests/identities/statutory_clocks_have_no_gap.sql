-- A returned row is a rule that does not begin on the day after the rule before it ends, or a clock
-- whose first rule does not begin with the Act or whose last one has ended: its cases would be
-- lost.
with rules as (

    select
        clock,
        valid_from,
        valid_to,
        lag(valid_to) over (partition by clock order by valid_from) as ended_before,
        row_number() over (partition by clock order by valid_from) as place,
        row_number() over (partition by clock order by valid_from desc) as place_from_last
    from {{ ref('statutory_clocks') }}

)

select *
from rules
where
    (place = 1 and valid_from <> cast('{{ var("act_in_force") }}' as date))
    or (place > 1 and valid_from <> cast({{ dbt.dateadd('day', 1, 'ended_before') }} as date))
    or (place_from_last = 1 and valid_to <> date '9999-12-31')
