-- A placement has a URN or a UKPRN; the ledger may have both for the same place.
select
    la_code,
    ukprn,
    min(urn) as urn
from {{ ref('stg_finance_ledger__supplier_providers') }}
where ukprn is not null and urn is not null
group by la_code, ukprn
