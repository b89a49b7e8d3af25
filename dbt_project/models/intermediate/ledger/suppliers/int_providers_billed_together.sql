{{ config(materialized='table') }}

-- Providers that one supplier bills for: the schools of a trust or of another authority, or those
-- that one account pays by journals. In matching they count as one provider, billed_as_id.
-- 1. of_listed: an unpaid provider that a listed supplier bills beside its own: in one line with
--    it, with a line for several placements or with several lines in one month, since one child may
--    be billed by a school that it has left.
-- 2. of_unlisted: the providers that most of an unlisted supplier's money is for.
-- Beside these, int_supplier_sets_seen has three providers or more that are billed in one line.
with seen as (

    select * from {{ ref('int_supplier_fits_seen') }}

),

of_listed as (

    select
        la_code,
        payee_id,
        provider_id,
        own_provider_id as billed_as_id,
        fitted_gbp
    from seen
    where is_listed and provider_id <> own_provider_id and (lines_together = 1 or most_lines > 1)

),

paid as (

    select
        la_code,
        payee_id,
        sum(amount_gbp) as paid_gbp
    from {{ ref('int_supplier_lines') }}
    where not is_listed
    group by la_code, payee_id

),

fitted_lines as (

    select distinct
        fits.la_code,
        fits.payee_id,
        fits.journal_id,
        fits.line_number,
        fits.amount_gbp
    from {{ ref('int_supplier_fits') }} as fits
    inner join seen
        on
            fits.la_code = seen.la_code
            and fits.payee_id = seen.payee_id
            and fits.provider_id = seen.provider_id
    where not fits.is_listed

),

unlisted as (

    select
        fitted_lines.la_code,
        fitted_lines.payee_id
    from fitted_lines
    inner join paid
        on fitted_lines.la_code = paid.la_code and fitted_lines.payee_id = paid.payee_id
    group by fitted_lines.la_code, fitted_lines.payee_id
    having
        100 * sum(fitted_lines.amount_gbp)
        >= {{ var('supplier_fits_from_pct') }} * max(paid.paid_gbp)

),

of_unlisted as (

    select
        seen.la_code,
        seen.payee_id,
        seen.provider_id,
        min(seen.provider_id) over (partition by seen.la_code, seen.payee_id) as billed_as_id,
        seen.fitted_gbp
    from seen
    inner join unlisted
        on seen.la_code = unlisted.la_code and seen.payee_id = unlisted.payee_id
    left join {{ ref('int_suppliers_inferred') }} as inferred
        on seen.la_code = inferred.la_code and seen.payee_id = inferred.payee_id
    where not seen.is_listed and inferred.la_code is null

),

ranked as (

    select
        *,
        row_number() over (
            partition by la_code, provider_id order by fitted_gbp desc, payee_id
        ) as nth
    from (
        select * from of_listed
        union all
        select * from of_unlisted
        union all
        select * from {{ ref('int_supplier_sets_seen') }}
        where provider_id <> billed_as_id
    ) as billed

)

select
    la_code,
    provider_id,
    billed_as_id,
    payee_id
from ranked
where nth = 1
