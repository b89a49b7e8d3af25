{%- set last_years = var('last_years_of_phases') | join(', ') -%}

with reviews as (

    select * from {{ ref('int_reviews_as_at') }}
    where is_phase_transfer or phase_transfer_due_date is not null

),

plans as (

    select * from {{ ref('int_plans_as_at') }}

),

persons as (

    select * from {{ ref('stg_case_system__persons') }}

),

-- Reviews of a move to another school or phase.
transfer_reviews as (

    select
        reviews.la_code,
        reviews.plan_key,
        reviews.meeting_date,
        reviews.phase_transfer_due_date as recorded_due_date,
        reviews.phase_transfer_final_date,
        plans.start_date,
        plans.cease_date,
        persons.birth_date,
        {{ academic_year_began('reviews.meeting_date') }} as school_year_began,
        {{ curriculum_year('persons.birth_date', 'reviews.meeting_date') }} as curriculum_year
    from reviews
    inner join plans on reviews.la_code = plans.la_code and reviews.plan_key = plans.plan_key
    left join persons on plans.la_code = persons.la_code and plans.person_key = persons.person_key

),

moves as (

    select
        *,
        cast(
            case
                when curriculum_year in ({{ last_years }}) then school_year_began + 1
                when curriculum_year + 1 in ({{ last_years }}) then school_year_began + 2
                when extract(month from meeting_date) >= {{ var('first_month_of_next_move') }}
                    then extract(year from meeting_date) + 1
                else extract(year from meeting_date)
            end as integer
        ) as move_year
    from transfer_reviews

),

aged as (

    select
        *,
        move_year - extract(year from birth_date) - case
            when extract(month from birth_date) >= {{ first_month_of_school_year() }} then 1
            else 0
        end as age_on_31_august
    from moves

),

dated as (

    select
        aged.la_code,
        aged.plan_key,
        aged.phase_transfer_final_date,
        aged.start_date,
        aged.cease_date,
        coalesce(
            aged.recorded_due_date,
            case
                when aged.age_on_31_august >= {{ var('post_16_age') }}
                    then {{ day_of_year('aged.move_year', 'clocks.due_day_post_16') }}
                else {{ day_of_year('aged.move_year', 'clocks.due_day') }}
            end
        ) as due_date
    from aged
    -- The rule that the year of the move begins with. A recorded deadline needs no year.
    left join {{ ref('statutory_clocks') }} as clocks
        on
            clocks.clock = 'phase_transfer'
            and {{ clock_in_force('clocks', day_of_year('aged.move_year', "'01-01'")) }}

)

select
    dated.la_code,
    dated.plan_key,
    dated.due_date,
    -- An earlier final plan named the place of an earlier move.
    min(
        case
            when
                dated.phase_transfer_final_date > {{ dbt.dateadd(
                    'month', 0 - var('transfer_planned_within_months'), 'dated.due_date'
                ) }}
                then dated.phase_transfer_final_date
        end
    ) as named_on,
    -- Several reviews may be of one transfer; the plan is the same for all of them.
    min(dated.start_date) <= dated.due_date
    and (max(dated.cease_date) is null or max(dated.cease_date) > dated.due_date)
        as is_maintained_on_due_date
from dated
left join {{ ref('base_sen2__returns') }} as returns
    on dated.la_code = returns.la_code and returns.is_latest
-- After its reference date a SEN2 return does not show which places were named.
where dated.due_date <= coalesce(returns.reference_date, dated.due_date)
group by dated.la_code, dated.plan_key, dated.due_date
