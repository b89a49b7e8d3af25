{{ config(meta={'columns_in_messages': ['reference_date']}) }}

-- A returned row is an authority whose requests, plans, needs and placements are those of its SEN2
-- return, since it has sent no extract of its case system. What has happened since the reference
-- date is not known: a request that was open then counts as open now. To do: have the extracts of
-- the case system sent; from the first one on, the return counts no more.
select
    la_code,
    reference_date
from {{ ref('base_sen2__returns') }}
