{{ config(unique_key=['la_code', 'workstream', 'financial_year', 'as_at', 'valid_from']) }}

{{ validity_ranges(
    key=['workstream', 'financial_year', 'as_at'],
    columns=[
        'schedule', 'target', 'delivered', 'forecast', 'rag', 'owner_role', 'progress',
        'next_steps'
    ],
    full_within=['as_at']
) }}
