{{ config(materialized='table') }}

-- Lines of suppliers that supplier_providers does not list, each with the providers that it may be
-- for: the line is, to the penny, what is due for one placement of the month, or a twelfth or a third
-- of its price, or the sum of these for all placements of a provider.
-- 1. lines: high needs lines without the id of a placement, and the provider of listed suppliers.
-- 2. unpaid_dues: the dues of providers that no listed supplier is paid for in the month.
-- 3. amounts: what such a payment can be, a penny more or less for each placement, up to five.
with lines as (

    select
        ledger.*,
        suppliers.la_code is not null as is_listed,
        {{ provider_id('coalesce(successors.current_urn, suppliers.urn)', 'suppliers.ukprn') }}
            as provider_id
    from {{ ref('int_ledger_classified') }} as ledger
    left join {{ ref('stg_finance_ledger__supplier_providers') }} as suppliers
        on ledger.la_code = suppliers.la_code and ledger.supplier_id = suppliers.supplier_id
    left join {{ ref('int_school_successors') }} as successors on suppliers.urn = successors.urn
    left join {{ ref('stg_case_system__placements') }} as placements
        on ledger.la_code = placements.la_code and ledger.reference_key = placements.placement_key
    where
        ledger.outturn_line = 'high_needs'
        and ledger.amount_gbp > 0
        and ledger.supplier_id is not null
        and placements.la_code is null

),

paid_months as (

    select distinct
        la_code,
        provider_id,
        spend_category,
        financial_year,
        financial_period
    from lines
    where is_listed

),

unpaid_dues as (

    select dues.*
    from {{ ref('int_commitments_due') }} as dues
    left join paid_months
        on
            {{ same_provider('dues', 'paid_months') }}
            and dues.financial_period = paid_months.financial_period
    where paid_months.la_code is null and dues.provider_id is not null

),

parts as (
    {% for amount in ['due_gbp', 'twelfth_gbp', 'third_gbp'] %}
        select
            la_code,
            provider_id,
            spend_category,
            financial_year,
            financial_period,
            {{ loop.index }} as part_order,
            {{ amount }} as part_gbp
        from unpaid_dues
        where {{ amount }} > 0
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

amounts as (

    select
        parts.la_code,
        parts.provider_id,
        parts.spend_category,
        parts.financial_year,
        parts.financial_period,
        parts.part_gbp + pence.pence * {{ var('rounding_per_month_gbp') }} as compared_gbp
    from parts
    inner join {{ ref('int_pence') }} as pence on abs(pence.pence) <= 1
    union
    select
        parts.la_code,
        parts.provider_id,
        parts.spend_category,
        parts.financial_year,
        parts.financial_period,
        sum(parts.part_gbp) + pence.pence * {{ var('rounding_per_month_gbp') }} as compared_gbp
    from parts
    cross join {{ ref('int_pence') }} as pence
    group by
        parts.la_code, parts.provider_id, parts.spend_category, parts.financial_year,
        parts.financial_period, parts.part_order, pence.pence
    having abs(pence.pence) <= count(*)

)

select
    lines.la_code,
    lines.supplier_id,
    lines.journal_id,
    lines.line_number,
    lines.financial_year,
    lines.financial_period,
    lines.amount_gbp,
    amounts.provider_id
from lines
left join amounts
    on
        lines.la_code = amounts.la_code
        and lines.spend_category = amounts.spend_category
        and lines.financial_year = amounts.financial_year
        and lines.financial_period = amounts.financial_period
        and lines.amount_gbp = amounts.compared_gbp
where not lines.is_listed
