{% set reopening = ['reopened_at', 'reopened_by', 'reopened_reason', 'reopening_recorded_at'] -%}

select
    la_code,
    financial_year,
    financial_period,
    close_version,

    closed_at,
    closed_by,
    close_recorded_at,

    {% for column in reopening -%}
        {{ null_if_after_as_at('reopened_at', column) }} as {{ column }},
    {% endfor -%}
    is_current or {{ is_after_as_at('reopened_at') }} as is_current,

    input_sha256,
    mapping_sha256,
    output_sha256,

    budget_gbp,
    actual_to_date_gbp,
    forecast_outturn_gbp,
    variance_gbp
from {{ ref('stg_closes__closes') }}
where not {{ is_after_as_at('closed_at') }}
