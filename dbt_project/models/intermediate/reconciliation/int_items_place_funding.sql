-- What is due for commissioned places in the months that the ledger has: no commitment to a
-- placement, so it stands beside them.
select
    dues.la_code,
    dues.financial_year,
    dues.financial_period,
    'high_needs' as dsg_block,
    'place_funding' as class,
    'places' as known_for,
    dues.due_gbp as amount_gbp,
    cast(null as decimal(18, 2)) as ledger_gbp,
    dues.due_gbp as committed_gbp,
    cast(null as varchar) as placement_key,
    dues.placement_key as group_key,
    dues.provider_urn,
    dues.spend_category,
    cast(null as varchar) as supplier_id,
    cast(null as varchar) as journal_lines,
    0 as lines,
    cast(null as varchar) as match_method,
    cast(null as decimal(3, 2)) as confidence,
    {{ period_end('dues.financial_year', 'dues.financial_period') }} as seen_from
from {{ ref('int_place_dues') }} as dues
inner join {{ ref('int_ledger_years') }} as years
    on
        dues.la_code = years.la_code
        and dues.financial_year = years.financial_year
        and dues.financial_period <= years.latest_period
where dues.due_gbp <> 0
