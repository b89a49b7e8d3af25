-- Months that a payment of a unit pays for: the months with a due, as far as they are paid, for
-- each month with a payment. About four where a school is paid once a term, and two where two
-- months were paid at once, however many have not been paid since.
with covered as (

    select
        la_code,
        unit_key,
        case when is_covered then due_gbp else 0 end as due_gbp,
        case when is_covered then paid_gbp else 0 end as paid_gbp
    from {{ ref('int_differences_outside') }}

),

totals as (

    select
        la_code,
        unit_key,
        sum(due_gbp) as due_gbp,
        least(sum(due_gbp), sum(paid_gbp)) as settled_gbp,
        count(case when due_gbp > 0 then 1 end) as months_due,
        count(case when due_gbp > 0 and paid_gbp > 0 then 1 end) as months_paid
    from covered
    group by la_code, unit_key

)

select
    la_code,
    unit_key,
    cast(
        least({{ var('longest_invoice_months') }}, greatest(1, coalesce({{ divide_half_up(
            '(months_due * 100 * settled_gbp)', '(months_paid * 100 * due_gbp)'
        ) }}, 1))) as bigint
    ) as months_of_invoice
from totals
