{{ config(materialized='table') }}

select
    cast(la_code as varchar) as la_code,
    cast(ward_code as varchar) as ward_code,
    cast(ward_name as varchar) as ward_name,
    cast(boundary as varchar) as boundary
from {{ ref('stg_geography__ward_boundaries') }}
