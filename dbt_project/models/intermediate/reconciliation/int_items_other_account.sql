-- Payments of a placement on a wrong account (int_lines_misposted). Two items show them: the amount
-- of each line in the block and category that it is posted to, and the month's sum, with the other
-- sign, in the placement's own category of high needs. They sum to nil, because the payment itself
-- is right. Where a journal has moved the payment to the right account, they are timing.
with misposted as (

    select
        lines.*,
        concat(lines.journal_id, '/', cast(lines.line_number as varchar)) as journal_lines,
        methods.confidence,
        case when moved.la_code is not null then 'timing' else 'wrong_account' end as class
    from {{ ref('int_lines_misposted') }} as lines
    left join {{ ref('match_methods') }} as methods on lines.match_method = methods.match_method
    left join {{ ref('int_lines_moved') }} as moved
        on
            lines.la_code = moved.la_code
            and lines.journal_id = moved.journal_id
            and lines.line_number = moved.line_number

)

select
    la_code,
    financial_year,
    financial_period,
    dsg_block,
    class,
    'placement' as known_for,
    matched_gbp as amount_gbp,
    matched_gbp as ledger_gbp,
    0 as committed_gbp,
    placement_key,
    null as group_key,
    provider_urn,
    spend_category,
    supplier_id,
    journal_lines,
    1 as lines,
    match_method,
    confidence,
    posting_date as seen_from
from misposted
union all
select
    la_code,
    financial_year,
    financial_period,
    'high_needs' as dsg_block,
    class,
    'placement' as known_for,
    -sum(matched_gbp) as amount_gbp,
    0 as ledger_gbp,
    sum(matched_gbp) as committed_gbp,
    placement_key,
    null as group_key,
    max(provider_urn) as provider_urn,
    min(own_category) as spend_category,
    null as supplier_id,
    null as journal_lines,
    0 as lines,
    null as match_method,
    null as confidence,
    min(posting_date) as seen_from
from misposted
group by la_code, financial_year, financial_period, placement_key, class
