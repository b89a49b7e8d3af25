-- The differences of placements, of commissioned places and of providers' netted groups, with the
-- lines behind them.
with differences as (

    select * from {{ ref('int_differences_by_class') }}

),

lines_behind as (

    select * from {{ ref('int_lines_of_units') }}

),

providers as (

    select * from {{ ref('int_unit_providers') }}

)

select
    differences.la_code,
    differences.financial_year,
    differences.financial_period,
    'high_needs' as dsg_block,
    differences.class,
    case
        when differences.is_group then 'provider'
        when differences.is_place_funding then 'places'
        else 'placement'
    end as known_for,
    differences.amount_gbp,
    differences.paid_gbp as ledger_gbp,
    differences.due_gbp as committed_gbp,
    providers.placement_key,
    case when differences.is_group or differences.is_place_funding then differences.unit_key end
        as group_key,
    providers.provider_urn,
    differences.spend_category,
    lines_behind.supplier_id,
    lines_behind.journal_lines,
    coalesce(lines_behind.lines, 0) as lines,
    lines_behind.match_method,
    lines_behind.confidence,
    -- A payment can be missed from the end of its month on.
    coalesce(
        lines_behind.first_posted,
        {{ period_end('differences.financial_year', 'differences.financial_period') }}
    ) as seen_from
from differences
left join lines_behind
    on
        differences.la_code = lines_behind.la_code
        and differences.unit_key = lines_behind.unit_key
        and differences.financial_year = lines_behind.financial_year
        and differences.financial_period = lines_behind.financial_period
left join providers
    on differences.la_code = providers.la_code and differences.unit_key = providers.unit_key
