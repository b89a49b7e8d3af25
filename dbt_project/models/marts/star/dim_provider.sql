{{ config(materialized='table') }}

with used as (

    select
        la_code,
        provider_urn,
        provider_ukprn,
        cast(null as varchar) as provider_name
    from {{ ref('int_placement_providers') }}
    union all
    select
        la_code,
        provider_urn,
        provider_ukprn,
        provider_name
    from {{ ref('int_suppliers') }}

),

providers as (

    select
        la_code,
        {{ provider_id('provider_urn', 'provider_ukprn') }} as provider_id,
        max(provider_urn) as provider_urn,
        max(provider_ukprn) as provider_ukprn,
        max(case when provider_urn is null then provider_ukprn end) as ukprn_alone,
        max(provider_name) as supplier_name
    from used
    where provider_urn is not null or provider_ukprn is not null
    group by la_code, {{ provider_id('provider_urn', 'provider_ukprn') }}

),

establishments as (

    select
        *,
        -- One college may have several establishments; the open one is meant.
        row_number() over (
            partition by ukprn order by close_date desc nulls first, urn desc
        ) as open_first
    from {{ ref('stg_dfe_census__gias_establishments') }}

),

colleges as (

    select * from establishments
    where open_first = 1 and ukprn is not null

),

found as (

    select
        providers.*,
        coalesce(schools.name, colleges.name) as establishment_name,
        coalesce(schools.type_code, colleges.type_code) as type_code,
        coalesce(schools.type_name, colleges.type_name) as type_name,
        coalesce(schools.phase, colleges.phase) as phase,
        coalesce(schools.local_authority, colleges.local_authority) as provider_la_code,
        coalesce(schools.local_authority_name, colleges.local_authority_name) as provider_la_name
    from providers
    left join establishments as schools on providers.provider_urn = schools.urn
    left join colleges on providers.ukprn_alone = colleges.ukprn

)

select
    cast(found.la_code as varchar) as la_code,
    cast(
        {{ provider_key('found.la_code', 'found.provider_urn', 'found.provider_ukprn') }} as varchar
    ) as provider_key,
    cast(found.provider_urn as varchar) as provider_urn,
    cast(found.provider_ukprn as varchar) as provider_ukprn,
    cast(coalesce(found.establishment_name, found.supplier_name) as varchar) as provider_name,
    cast(found.type_name as varchar) as provider_type,
    cast(types.setting_type as varchar) as setting_type,
    cast(settings.setting_label as varchar) as setting_label,
    cast(found.phase as varchar) as phase,
    cast(found.provider_la_code as varchar) as provider_la_code,
    cast(found.provider_la_name as varchar) as provider_la_name,
    cast(found.provider_la_code = found.la_code as boolean) as is_in_area
from found
left join {{ ref('establishment_types') }} as types on found.type_code = types.type_code
left join {{ ref('setting_types') }} as settings on types.setting_type = settings.setting_type
