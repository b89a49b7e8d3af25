-- A table that may be passed on states why it is safe; no other table does.
select
    schema_name,
    table_name,
    audience,
    disclosure
from {{ ref('data_dictionary') }}
where (audience = 'open') <> (disclosure is not null)
