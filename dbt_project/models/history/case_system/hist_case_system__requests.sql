{{ config(unique_key=['la_code', 'request_key', 'valid_from']) }}

{{ validity_ranges(
    key=['request_key'],
    columns=[
        'person_key', 'received_date', 'request_source', 'rya', 'request_outcome',
        'request_outcome_date', 'request_mediation', 'request_tribunal', 'exported_la',
        'team', 'case_holder_key'
    ]
) }}
