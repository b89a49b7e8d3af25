{{ config(
    unique_key=[
        'la_code', 'financial_year', 'version',
        'cost_centre', 'subjective', 'valid_from'
    ]
) }}

{{ validity_ranges(
    key=['financial_year', 'version', 'cost_centre', 'subjective'],
    columns=[
        'amount'
    ]
) }}
