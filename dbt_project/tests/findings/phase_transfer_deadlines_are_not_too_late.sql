-- A returned row is a phase transfer whose recorded deadline is later than that of SI 2014/1530 reg
-- 18: it counts as in time until the recorded day. To do: correct the deadline in the case system,
-- or the birth date where the child moves with another school year.
with transfers as (

    select
        la_code,
        plan_key,
        due_date,
        curriculum_year_to,
        cast({{ dbt.concat([
            "cast(calendar_year as varchar)",
            "case when curriculum_year_to > " ~ var('last_secondary_year')
            ~ " then '-" ~ var('post_16_transfer_deadline')
            ~ "' else '-" ~ var('other_transfer_deadline') ~ "' end"
        ]) }} as date) as last_day
    from {{ ref('int_phase_transfers') }}

)

select * from transfers
where
    due_date > last_day
    -- A move from one college to another is due five months before it, which can be any day.
    and curriculum_year_to <= {{ var('last_secondary_year') }} + 1
