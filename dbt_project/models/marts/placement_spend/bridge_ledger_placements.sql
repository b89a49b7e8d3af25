with matches as (

    select * from {{ ref('int_ledger_matches') }}
    where placement_key is not null

)

select
    cast(la_code as varchar) as la_code,
    cast(journal_id as varchar) as journal_id,
    cast(line_number as bigint) as line_number,
    cast(placement_key as varchar) as placement_key,
    cast(matched_gbp as decimal(18, 2)) as matched_gbp,
    cast(match_method as varchar) as match_method,
    cast(confidence as decimal(3, 2)) as confidence,
    {{ reporting_date() }} as as_at
from matches
-- Commissioned places have no placement.
where placement_key is not null
