{{ config(meta={'columns_in_messages': ['reference_date']}) }}

-- A returned row is an authority whose requests, plans, needs and placements are those of its SEN2
-- returns, since it has sent no extract of requests or plans. What has happened since the reference
-- date is not known: a request that was open then counts as open now, and no annual review or phase
-- transfer that is due after it is counted. Of the reviews before it, few are known. To do: have
-- the extracts of the case system sent; from the first of requests or plans on, the returns count
-- no more.
select
    la_code,
    reference_date
from {{ ref('base_sen2__returns') }}
where is_latest
