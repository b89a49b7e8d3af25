{{ config(materialized='table') }}
{%- set columns_of_line = [
    'la_code', 'payee_id', 'is_listed', 'journal_id', 'line_number', 'financial_year',
    'financial_period', 'amount_gbp',
] %}

-- Each line with the providers that it pays for, where only one provider, or one set of providers,
-- fits it. is_together: it is for several placements, of one provider or of a set. A line that a
-- listed supplier's own placement fits is left out.
with own as (

    select distinct
        lines.la_code,
        lines.journal_id,
        lines.line_number
    from {{ ref('int_supplier_payments') }} as lines
    inner join {{ ref('int_supplier_parts') }} as parts
        on
            lines.la_code = parts.la_code
            and lines.own_provider_id = parts.provider_id
            and lines.spend_category = parts.spend_category
            and lines.financial_year = parts.financial_year
            and lines.financial_period = parts.financial_period
            and abs(lines.amount_gbp - parts.part_gbp) <= {{ var('rounding_per_month_gbp') }}

),

of_others as (

    {{ lines_without(ref('int_supplier_payments'), 'own') }}

),

alone as (

    select
        *,
        min(provider_id) over line as least_provider_id,
        max(provider_id) over line as greatest_provider_id
    from of_others
    where provider_id is not null
    window line as (partition by la_code, journal_id, line_number)

),

together as (

    select
        *,
        concat(coalesce(first_provider_id, ''), ' ', other_provider_id) as providers,
        min(concat(coalesce(first_provider_id, ''), ' ', other_provider_id)) over line
            as least_providers,
        max(concat(coalesce(first_provider_id, ''), ' ', other_provider_id)) over line
            as greatest_providers
    from {{ ref('int_supplier_payments_together') }}
    window line as (partition by la_code, journal_id, line_number)

),

of_one_set as (

    select * from together
    where least_providers = greatest_providers

),

unpaid as (

    select distinct
        la_code,
        spend_category,
        financial_year,
        financial_period,
        provider_id
    from {{ ref('int_supplier_parts') }}
    where is_unpaid

),

fits as (

    select
        {% for column in columns_of_line -%}
            {{ column }},
        {% endfor -%}
        own_provider_id,
        provider_id,
        is_list as is_together
    from alone
    where least_provider_id = greatest_provider_id
    union all
    select
        {% for column in columns_of_line -%}
            {{ column }},
        {% endfor -%}
        case when is_listed then first_provider_id end as own_provider_id,
        first_provider_id as provider_id,
        true as is_together
    from of_one_set
    where first_provider_id is not null
    union all
    select
        {% for column in columns_of_line -%}
            sets.{{ column }},
        {% endfor -%}
        case when sets.is_listed then sets.first_provider_id end as own_provider_id,
        unpaid.provider_id,
        true as is_together
    from of_one_set as sets
    inner join unpaid
        on
            sets.la_code = unpaid.la_code
            and sets.spend_category = unpaid.spend_category
            and sets.financial_year = unpaid.financial_year
            and sets.financial_period = unpaid.financial_period
            and sets.other_provider_id in (unpaid.provider_id, 'all')

)

select distinct * from fits
