{{ config(materialized='table') }}

-- Sets of several unpaid providers that come, to the penny, to a line of a supplier less what is
-- due to its own provider: one row for each set (set_key) and provider. A set is the first three
-- providers in order of their ids (firsts) and the others.
with windows as (

    select * from {{ ref('int_supplier_windows') }}
    where is_searched

),

sets as (

    select * from {{ ref('int_unpaid_provider_sets') }}

),

others as (

    select * from sets
    union all
    select distinct
        la_code,
        spend_category,
        financial_year,
        financial_period,
        part_order,
        most_providers,
        cast(null as varchar) as first_id,
        cast(null as varchar) as last_id,
        cast(null as varchar) as second_id,
        cast(null as varchar) as third_id,
        0 as providers,
        0 as placements,
        0 as total_gbp
    from sets

),

fitted as (

    select
        windows.la_code,
        windows.payee_id,
        windows.is_listed,
        windows.own_provider_id,
        windows.spend_category,
        windows.part_order,
        firsts.first_id as id_1,
        firsts.second_id as id_2,
        firsts.third_id as id_3,
        others.first_id as id_4,
        others.second_id as id_5,
        others.third_id as id_6
    from windows
    cross join {{ ref('int_pence') }} as pence
    inner join sets as firsts
        on
            windows.la_code = firsts.la_code
            and windows.spend_category = firsts.spend_category
            and windows.financial_year = firsts.financial_year
            and windows.financial_period = firsts.financial_period
            and windows.part_order = firsts.part_order
            and windows.amount_gbp - windows.own_gbp
            + pence.pence * {{ var('rounding_per_month_gbp') }} >= firsts.total_gbp
    inner join others
        on
            firsts.la_code = others.la_code
            and firsts.spend_category = others.spend_category
            and firsts.financial_year = others.financial_year
            and firsts.financial_period = others.financial_period
            and firsts.part_order = others.part_order
            and windows.amount_gbp - windows.own_gbp - firsts.total_gbp
            + pence.pence * {{ var('rounding_per_month_gbp') }} = others.total_gbp
            and abs(pence.pence)
            <= windows.own_placements + firsts.placements + others.placements
            and firsts.providers + others.providers
            between case when windows.own_provider_id is null then 2 else 1 end
            and firsts.most_providers
            and (
                others.providers = 0
                or (firsts.providers = 3 and firsts.last_id < others.first_id)
            )

),

keyed as (

    select distinct
        *,
        concat_ws(' + ', id_1, id_2, id_3, id_4, id_5, id_6) as set_key
    from fitted

),

members as (

    {% for nth in range(1, 7) %}
        select
            keyed.*,
            keyed.id_{{ nth }} as provider_id
        from keyed
        where keyed.id_{{ nth }} is not null
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}

)

select distinct
    la_code,
    payee_id,
    is_listed,
    own_provider_id,
    spend_category,
    part_order,
    set_key,
    provider_id
from members
