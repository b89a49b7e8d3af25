{{ config(unique_key=['la_code', 'advice_key', 'valid_from']) }}

{{ validity_ranges(
    key=['advice_key'],
    columns=[
        'request_key', 'provider', 'requested_date', 'received_date'
    ]
) }}
