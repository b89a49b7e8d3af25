{{ config(unique_key=['la_code', 'financial_year', 'period', 'line', 'valid_from']) }}

{{ validity_ranges(
    key=['financial_year', 'period', 'line'],
    columns=['remark']
) }}
