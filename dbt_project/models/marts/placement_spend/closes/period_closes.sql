select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(close_version as integer) as close_version,
    cast(is_current as boolean) as is_current,

    cast(closed_at as date) as closed_at,
    cast(closed_by as varchar) as closed_by,
    cast(close_recorded_at as timestamp) as close_recorded_at,
    cast(reopened_at as date) as reopened_at,
    cast(reopened_by as varchar) as reopened_by,
    cast(reopened_reason as varchar) as reopened_reason,
    cast(reopening_recorded_at as timestamp) as reopening_recorded_at,

    cast(input_sha256 as varchar) as input_sha256,
    cast(mapping_sha256 as varchar) as mapping_sha256,
    cast(output_sha256 as varchar) as output_sha256,

    cast(budget_gbp as decimal(18, 2)) as budget_gbp,
    cast(actual_to_date_gbp as decimal(18, 2)) as actual_to_date_gbp,
    cast(forecast_outturn_gbp as decimal(18, 2)) as forecast_outturn_gbp,
    cast(variance_gbp as decimal(18, 2)) as variance_gbp,
    {{ reporting_date() }} as as_at
from {{ ref('int_closes_as_at') }}
