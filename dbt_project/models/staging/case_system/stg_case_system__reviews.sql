{%- set columns = [
    'la_code', 'review_key', 'plan_key', 'outcome', 'team', 'case_holder_key',
    'phase_transfer', 'meeting_date', 'decision_date', 'draft_date', 'final_date',
    'phase_transfer_due_date', 'phase_transfer_final_date', '_load_id', '_line'
] | join(', ') -%}

with known as (

    select {{ columns }} from {{ ref('hist_case_system__reviews') }}
    where {{ is_known() }} and {{ is_of_extracts() }}
    union all
    -- Of authorities that send a SEN2 return and no extracts of their case system.
    select {{ columns }} from {{ ref('base_sen2__reviews') }}

)

select
    la_code,
    review_key,
    plan_key,

    outcome as review_outcome,
    team,
    case_holder_key,

    phase_transfer as is_phase_transfer,

    meeting_date,
    decision_date,
    draft_date,
    final_date,
    phase_transfer_due_date,
    phase_transfer_final_date,

    _load_id,
    _line

from known
