-- A returned row is a phase transfer whose recorded deadline is later than that of SI 2014/1530 reg
-- 18: it counts as in time until the recorded day. To do: correct the deadline in the case system,
-- or the birth date where the child moves with another school year.
with transfers as (

    select
        transfers.la_code,
        transfers.plan_key,
        transfers.due_date,
        transfers.curriculum_year_to,
        case
            when transfers.curriculum_year_to > {{ var('last_secondary_year') }}
                then {{ day_of_year('transfers.calendar_year', 'clocks.due_day_post_16') }}
            else {{ day_of_year('transfers.calendar_year', 'clocks.due_day') }}
        end as last_day
    from {{ ref('int_phase_transfers') }} as transfers
    inner join {{ ref('statutory_clocks') }} as clocks
        on
            clocks.clock = 'phase_transfer'
            and {{ clock_in_force('clocks', day_of_year('transfers.calendar_year', "'01-01'")) }}

)

select * from transfers
where
    due_date > last_day
    -- A move from one college to another is due five months before it, which can be any day.
    and curriculum_year_to <= {{ var('last_secondary_year') }} + 1
