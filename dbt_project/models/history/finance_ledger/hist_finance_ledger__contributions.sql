{{ config(unique_key=['la_code', 'invoice_id', 'valid_from']) }}

{{ validity_ranges(
    key=['invoice_id'],
    columns=[
        'decision_key', 'period_start', 'period_end', 'amount', 'raised_date', 'debtor', 'status',
        'received_date', 'received_amount'
    ]
) }}
