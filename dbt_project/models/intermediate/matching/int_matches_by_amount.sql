{{ config(materialized='table') }}

select * from {{ ref('int_matches_by_exact_amount') }}
union all
select * from {{ ref('int_matches_by_likely_amount') }}
union all
select * from {{ ref('int_matches_by_other_period') }}
union all
select * from {{ ref('int_matches_by_four_weeks') }}
