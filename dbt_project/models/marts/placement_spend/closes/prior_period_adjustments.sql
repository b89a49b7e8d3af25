-- Lines that were posted to a closed period, taken back from it or changed since its close. A line
-- belongs to its own period. On another account it is a line taken back and a line posted.
with own_period as (

    select
        la_code,
        financial_year,
        financial_period,
        close_version,
        journal_id,
        line_number,
        cost_centre,
        subjective,
        reported_cost_centre,
        reported_subjective,
        reported_line,
        known_line,
        is_same_account,
        case when reported_period = financial_period then reported_gbp end as reported_gbp,
        case when known_period = financial_period then known_gbp end as known_gbp
    from {{ ref('int_closed_lines') }}

),

compared as (

    select
        *,
        is_same_account and reported_gbp is not null and known_gbp is not null as is_kept
    from own_period

),

adjustments as (

    select
        la_code,
        financial_year,
        financial_period,
        close_version,
        journal_id,
        line_number,
        journal_id as journal_in_a_file,
        cost_centre,
        subjective,
        known_line as outturn_line,
        case when is_kept then 'changed' else 'posted' end as adjustment,
        known_gbp - case when is_kept then reported_gbp else 0 end as amount_gbp
    from compared
    where known_gbp is not null and (not is_kept or reported_gbp <> known_gbp)
    union all
    select
        la_code,
        financial_year,
        financial_period,
        close_version,
        journal_id,
        line_number,
        -- A line that was taken back is in no file any more.
        null as journal_in_a_file,
        reported_cost_centre as cost_centre,
        reported_subjective as subjective,
        reported_line as outturn_line,
        'taken_back' as adjustment,
        -reported_gbp as amount_gbp
    from compared
    where reported_gbp is not null and not is_kept

),

lines as (

    select
        transactions.la_code,
        transactions.journal_id,
        transactions.line_number,
        transactions.posting_date,
        loads.load_id,
        loads.business_date,
        loads.file_name
    from {{ ref('int_transactions_as_at') }} as transactions
    inner join {{ ref('base_ingest__loads') }} as loads
        on
            transactions.la_code = loads.la_code
            and transactions._load_id = loads.load_id

)

select
    cast(adjustments.la_code as varchar) as la_code,
    cast(adjustments.journal_id as varchar) as journal_id,
    cast(adjustments.line_number as bigint) as line_number,
    cast(adjustments.financial_year as varchar) as financial_year,
    cast(adjustments.financial_period as integer) as financial_period,
    cast(adjustments.close_version as integer) as close_version,
    cast(closes.closed_at as date) as closed_at,
    cast(adjustments.adjustment as varchar) as adjustment,
    cast(adjustments.amount_gbp as decimal(18, 2)) as amount_gbp,
    cast(adjustments.cost_centre as varchar) as cost_centre,
    cast(adjustments.subjective as varchar) as subjective,
    cast(adjustments.outturn_line as varchar) as outturn_line,

    cast(lines.posting_date as date) as posting_date,
    cast(lines.business_date as date) as business_date,
    cast(lines.load_id as varchar) as load_id,
    cast(lines.file_name as varchar) as file_name,
    {{ reporting_date() }} as as_at
from adjustments
inner join {{ ref('int_closes_as_at') }} as closes
    on
        adjustments.la_code = closes.la_code
        and adjustments.financial_year = closes.financial_year
        and adjustments.financial_period = closes.financial_period
        and adjustments.close_version = closes.close_version
left join lines
    on
        adjustments.la_code = lines.la_code
        and adjustments.journal_in_a_file = lines.journal_id
        and adjustments.line_number = lines.line_number
