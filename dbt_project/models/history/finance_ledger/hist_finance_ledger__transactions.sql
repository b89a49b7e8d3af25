{{ config(meta={'append_only': true}) }}

{{ appended_lines(columns=[
    'journal_id', 'line_number', 'financial_year', 'period', 'posting_date', 'document_date',
    'journal_type', 'cost_centre', 'subjective', 'supplier_id', 'supplier_name', 'reference',
    'reference_key', 'description', 'amount'
]) }}
