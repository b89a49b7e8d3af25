{{ config(unique_key=['la_code', 'place_id', 'valid_from']) }}

{{ validity_ranges(
    key=['place_id'],
    columns=[
        'urn', 'ukprn', 'place_type', 'phase', 'primary_need', 'places', 'rate_gbp',
        'start_date', 'end_date'
    ]
) }}
