{{ config(unique_key=['la_code', 'review_key', 'valid_from']) }}

{{ validity_ranges(
    key=['review_key'],
    columns=[
        'plan_key', 'meeting_date', 'decision_date', 'outcome', 'draft_date', 'final_date',
        'phase_transfer', 'phase_transfer_due_date', 'phase_transfer_final_date', 'team',
        'case_holder_key'
    ]
) }}
