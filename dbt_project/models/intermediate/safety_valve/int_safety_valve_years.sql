{%- set as_agreed = ['opening_deficit', 'original_agreement_position'] -%}
{%- set needed = ['hnb_allocation', 'expenditure_before_savings'] -%}
{%- set nil_if_not_sent = [
    'block_transfer', 'investment', 'schedule_a', 'schedule_b', 'schedule_c', 'safety_valve_payment'
] -%}

with agreement as (

    select * from {{ ref('stg_safety_valve__agreement') }}

),

sent as (

    select
        la_code,
        version,
        financial_year,
        cast(substr(financial_year, 1, 4) as integer) as start_year,
        {%- for line in as_agreed + needed %}
            sum(case when line = '{{ line }}' then amount_gbp end) as {{ line }}_gbp,
        {%- endfor %}
        {%- for line in nil_if_not_sent %}
            sum(case when line = '{{ line }}' then amount_gbp else 0 end) as {{ line }}_gbp,
        {%- endfor %}
        -- 'forecast' sorts before 'outturn', and no status before both: a year is an outturn only
        -- where all its lines are.
        nullif(min(
            case
                when line not in ('{{ as_agreed | join("', '") }}') then coalesce(status, '')
            end
        ), '') as status
    from agreement
    group by la_code, version, financial_year

),

-- A later version need not repeat the lines of the agreement.
agreed as (

    select
        sent.la_code,
        sent.version,
        sent.financial_year,
        sent.start_year,
        min(sent.start_year) over (partition by sent.la_code, sent.version) as first_year,
        {%- for line in as_agreed %}
            coalesce(sent.{{ line }}_gbp, original.{{ line }}_gbp) as {{ line }}_gbp,
        {%- endfor %}
        {%- for line in needed + nil_if_not_sent %}
            sent.{{ line }}_gbp,
        {%- endfor %}
        sent.status
    from sent
    left join sent as original
        on
            sent.la_code = original.la_code
            and sent.financial_year = original.financial_year
            and original.version = 'original'

),

after_savings as (

    select
        *,
        block_transfer_gbp + expenditure_before_savings_gbp + investment_gbp + schedule_a_gbp
            as hnb_after_savings_gbp
    from agreed

),

deficits as (

    select
        *,
        hnb_after_savings_gbp - hnb_allocation_gbp as in_year_deficit_gbp
    from after_savings

),

mitigated as (

    select
        *,
        in_year_deficit_gbp - original_agreement_position_gbp as variance_from_agreement_gbp,
        in_year_deficit_gbp + schedule_b_gbp + schedule_c_gbp as total_after_mitigations_gbp
    from deficits

)

select
    *,
    variance_from_agreement_gbp + schedule_b_gbp + schedule_c_gbp as variance_after_mitigations_gbp,
    {{ carried_deficit('total_after_mitigations_gbp') }} as retained_deficit_gbp,
    {{ carried_deficit('original_agreement_position_gbp') }} as agreed_deficit_gbp
from mitigated
window so_far as (
    partition by la_code, version order by start_year
    rows between unbounded preceding and current row
)
