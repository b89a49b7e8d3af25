with debts as (

    select
        la_code,
        payer,
        amount_gbp - received_gbp as outstanding_gbp,
        {{ dbt.datediff('raised_date', reporting_date(), 'day') }} as days_old
    from {{ ref('int_contributions_as_at') }}
    where amount_gbp <> received_gbp

),

banded as (

    select
        debts.*,
        bands.age_band,
        bands.band_order
    from debts
    inner join {{ ref('debt_ages') }} as bands
        on debts.days_old between bands.first_day and bands.last_day

)

select
    cast(la_code as varchar) as la_code,
    cast(payer as varchar) as payer,
    cast(age_band as varchar) as age_band,
    cast(band_order as integer) as band_order,
    cast(count(*) as bigint) as invoices,
    cast(sum(outstanding_gbp) as decimal(18, 2)) as outstanding_gbp,
    {{ reporting_date() }} as as_at
from banded
group by la_code, payer, age_band, band_order
