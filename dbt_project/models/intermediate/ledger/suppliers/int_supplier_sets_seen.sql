{{ config(materialized='table') }}

-- The set of providers that most of a supplier's money is for, in several months or in a whole
-- financial year: it fits most months and differs by the fewest pennies. Where two sets fit as
-- well, neither is taken. A set that fits by chance is off by the same pennies each month, while
-- those of rounding cancel.
with ranked as (

    select
        *,
        rank() over (
            partition by la_code, payee_id, spend_category order by months_fitted desc, off_gbp
        ) as nth
    from {{ ref('int_supplier_set_fits') }}
    where
        (months_fitted >= {{ var('supplier_fits_in_months') }} or part_order = 0)
        and 100 * fitted_gbp >= {{ var('supplier_fits_from_pct') }} * paid_gbp
        and (
            off_in_all_gbp <= {{ var('rounding_per_month_gbp') }} * lines_fitted
            or 100 * off_in_all_gbp <= {{ var('rounding_that_adds_up_pct') }} * rounding_gbp
        )

),

chosen as (

    select
        *,
        count(*) over (partition by la_code, payee_id, spend_category) as sets_as_good
    from ranked
    where nth = 1

)

select
    sets.la_code,
    sets.payee_id,
    sets.provider_id,
    coalesce(
        sets.own_provider_id,
        min(sets.provider_id) over (partition by sets.la_code, sets.payee_id)
    ) as billed_as_id,
    chosen.fitted_gbp
from chosen
inner join {{ ref('int_supplier_sets') }} as sets
    on
        chosen.la_code = sets.la_code
        and chosen.payee_id = sets.payee_id
        and chosen.spend_category = sets.spend_category
        and chosen.part_order = sets.part_order
        and chosen.set_key = sets.set_key
where chosen.sets_as_good = 1
