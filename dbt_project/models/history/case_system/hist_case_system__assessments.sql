{{ config(unique_key=['la_code', 'request_key', 'valid_from']) }}

{{ validity_ranges(
    key=['request_key'],
    columns=[
        'assessment_outcome', 'assessment_outcome_date', 'assessment_mediation',
        'assessment_tribunal', 'other_mediation', 'other_tribunal', 'week20'
    ]
) }}
