{{ config(unique_key=['la_code', 'plan_key', 'valid_from']) }}

{{ validity_ranges(
    key=['plan_key'],
    columns=[
        'person_key', 'request_key', 'start_date', 'plan_res', 'plan_wbp', 'pb', 'oa', 'dp',
        'cease_date', 'cease_reason', 'transfer_la', 'team', 'case_holder_key'
    ]
) }}
