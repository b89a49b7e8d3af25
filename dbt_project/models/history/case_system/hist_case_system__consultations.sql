{{ config(unique_key=['la_code', 'consultation_key', 'valid_from']) }}

{{ validity_ranges(
    key=['consultation_key'],
    columns=[
        'plan_key', 'urn', 'sent_date', 'answered_date', 'answer', 'reason'
    ]
) }}
