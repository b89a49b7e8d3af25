with closes as (

    select * from {{ source('closes', 'closes') }}

),

known as (

    select
        *,
        coalesce(reopened_at <= {{ known_on() }}, false) as is_reopened
    from closes
    where closed_at <= {{ known_on() }} and {{ is_in_this_build() }} and not {{ is_left_out() }}

)

select
    la_code,
    financial_year,
    financial_period,
    close_version,

    closed_at,
    closed_by,
    close_recorded_at,

    case when is_reopened then reopened_at end as reopened_at,
    case when is_reopened then reopened_by end as reopened_by,
    case when is_reopened then reopened_reason end as reopened_reason,
    case when is_reopened then reopening_recorded_at end as reopening_recorded_at,
    not is_reopened as is_current,

    input_sha256,
    mapping_sha256,
    output_sha256,

    budget_gbp,
    actual_to_date_gbp,
    forecast_outturn_gbp,
    variance_gbp
from known
