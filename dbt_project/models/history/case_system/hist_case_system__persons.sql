{{ config(unique_key=['la_code', 'person_key', 'valid_from']) }}

{{ validity_ranges(
    key=['person_key'],
    columns=[
        'upn_key', 'uln_key', 'upn_unknown', 'birth_date', 'sex', 'ethnicity', 'ward_code'
    ]
) }}
