{{ config(unique_key=['la_code', 'supplier_id', 'valid_from']) }}

{{ validity_ranges(
    key=['supplier_id'],
    columns=[
        'urn', 'ukprn', 'provider_name'
    ]
) }}
