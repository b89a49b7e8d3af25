{{ config(unique_key=['la_code', 'placement_key', 'valid_from']) }}

{{ validity_ranges(
    key=['placement_key'],
    columns=[
        'plan_key', 'urn', 'ukprn', 'sen_setting', 'sen_setting_other', 'placement_rank',
        'entry_date', 'leaving_date', 'sen_unit', 'resourced_provision', 'res', 'wbp'
    ]
) }}
