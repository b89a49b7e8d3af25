{{ config(unique_key=['la_code', 'plan_key', 'sen_type_rank', 'valid_from']) }}

{{ validity_ranges(
    key=['plan_key', 'sen_type_rank'],
    columns=[
        'sen_type'
    ]
) }}
