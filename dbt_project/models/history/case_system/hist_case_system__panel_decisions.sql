{{ config(unique_key=['la_code', 'decision_key', 'valid_from']) }}

{{ validity_ranges(
    key=['decision_key'],
    columns=[
        'placement_key', 'panel', 'decided_date', 'start_date', 'review_due_date', 'end_date',
        'education_pct', 'social_care_pct', 'health_pct', 'fixed_health_gbp', 'basis',
        'reference_key'
    ]
) }}
