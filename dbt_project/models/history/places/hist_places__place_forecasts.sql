{{ config(unique_key=['la_code', 'forecast_id', 'valid_from']) }}

{{ validity_ranges(
    key=['forecast_id'],
    columns=[
        'made_on', 'method', 'academic_year', 'place_type', 'phase', 'primary_need', 'children'
    ]
) }}
