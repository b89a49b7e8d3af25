{{ config(unique_key=['la_code', 'cost_key', 'valid_from']) }}

{{ validity_ranges(
    key=['cost_key'],
    columns=[
        'placement_key', 'spend_category', 'annual_amount', 'price_basis', 'weeks',
        'start_date', 'end_date', 'education_pct', 'social_care_pct', 'health_pct'
    ]
) }}
