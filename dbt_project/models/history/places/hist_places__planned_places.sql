{{ config(unique_key=['la_code', 'scheme_id', 'valid_from']) }}

{{ validity_ranges(
    key=['scheme_id'],
    columns=[
        'scheme_name', 'urn', 'place_type', 'phase', 'primary_need', 'places', 'opens_on',
        'status', 'confidence_pct'
    ]
) }}
