{{ config(meta={'columns_in_messages': ['place', 'problem', 'to_do']}) }}

-- A returned row is a record of a close that is not what was written: a hash differs, or a part is
-- missing. It is never edited by hand.
select
    la_code,
    place,
    problem,
    'restore it from the backup of landing' as to_do
from {{ source('closes', 'damaged') }}
