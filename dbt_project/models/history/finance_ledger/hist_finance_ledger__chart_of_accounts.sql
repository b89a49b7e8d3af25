{{ config(unique_key=['la_code', 'cost_centre', 'subjective', 'valid_from']) }}

{{ validity_ranges(
    key=['cost_centre', 'subjective'],
    columns=[
        'dsg_block', 'spend_category', 's251_line', 'account_name'
    ]
) }}
