{{ config(unique_key=['la_code', 'transition_key', 'valid_from']) }}

{{ validity_ranges(
    key=['transition_key'],
    columns=[
        'plan_key', 'identified_date', 'target_date', 'pathway', 'status', 'transitioned_date'
    ]
) }}
