{{ config(
    unique_key=[
        'la_code', 'financial_year', 'period', 'cost_centre', 'subjective', 'valid_from'
    ]
) }}

{{ validity_ranges(
    key=['financial_year', 'period', 'cost_centre', 'subjective'],
    columns=[
        'balance'
    ]
) }}
