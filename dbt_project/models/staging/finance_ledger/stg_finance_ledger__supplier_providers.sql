with history as (

    select * from {{ ref('hist_finance_ledger__supplier_providers') }}

)

select
    la_code,
    supplier_id,
    urn,
    ukprn,
    provider_name,

    _load_id,
    _line

from history
where {{ is_known() }}
