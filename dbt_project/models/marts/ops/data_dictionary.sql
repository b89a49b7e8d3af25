with described (
    schema_name, table_name, audience, disclosure, table_description, column_order, column_name,
    data_type, column_description, is_required, key_order
) as (

    values
    {{ data_dictionary_rows() }}

)

select
    cast(schema_name as varchar) as schema_name,
    cast(table_name as varchar) as table_name,
    cast(audience as varchar) as audience,
    cast(disclosure as varchar) as disclosure,
    cast(table_description as varchar) as table_description,
    cast(column_order as integer) as column_order,
    cast(column_name as varchar) as column_name,
    cast(data_type as varchar) as data_type,
    cast(column_description as varchar) as column_description,
    cast(is_required as boolean) as is_required,
    cast(key_order as integer) as key_order
from described
