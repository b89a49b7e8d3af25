with remarks as (

    select
        la_code,
        financial_year,
        financial_period,
        null as close_version,
        line,
        remark,
        _load_id as load_id
    from {{ ref('stg_finance_ledger__remarks') }}
    union all
    select
        kept.la_code,
        kept.financial_year,
        kept.financial_period,
        kept.close_version,
        kept.line,
        kept.remark,
        null as load_id
    from {{ ref('stg_closes__remarks') }} as kept
    inner join {{ ref('int_closes_as_at') }} as closes
        on
            kept.la_code = closes.la_code
            and kept.financial_year = closes.financial_year
            and kept.financial_period = closes.financial_period
            and kept.close_version = closes.close_version

)

select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(close_version as integer) as close_version,
    cast(line as varchar) as line,
    cast(remark as varchar) as remark,
    cast(load_id as varchar) as load_id,
    {{ reporting_date() }} as as_at
from remarks
