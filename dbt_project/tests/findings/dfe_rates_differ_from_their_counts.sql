-- A returned row is a percentage that DfE published and that the counts beside it do not give.
-- Listed with its cause in dfe_rates_recomputed; 40 in the real release of 2025, none in 2022's.
select
    la_code,
    area_code,
    measure,
    period,
    vintage,
    published_pct,
    recomputed_pct,
    cause
from {{ ref('dfe_rates_recomputed') }}
where not agrees and not is_superseded
