{{ config(unique_key=['la_code', 'version', 'financial_year', 'line', 'valid_from']) }}

{{ validity_ranges(
    key=['version', 'financial_year', 'line'],
    columns=[
        'amount', 'status'
    ]
) }}
