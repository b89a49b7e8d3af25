-- Each line of a closed year up to the closed period, as reported at the close and as known now.
with closes as (

    select * from {{ ref('int_closes_as_at') }}
    where is_current

),

reported as (

    select ledger.*
    from {{ ref('stg_closes__ledger') }} as ledger
    inner join closes
        on
            ledger.la_code = closes.la_code
            and ledger.financial_year = closes.financial_year
            and ledger.financial_period = closes.financial_period
            and ledger.close_version = closes.close_version

),

known as (

    select
        closes.la_code,
        closes.financial_year,
        closes.financial_period,
        closes.close_version,
        ledger.journal_id,
        ledger.line_number,
        ledger.financial_period as posted_period,
        ledger.cost_centre,
        ledger.subjective,
        ledger.outturn_line,
        ledger.amount_gbp
    from {{ ref('int_ledger_classified') }} as ledger
    inner join closes
        on
            ledger.la_code = closes.la_code
            and ledger.financial_year = closes.financial_year
            and ledger.financial_period <= closes.financial_period

)

select
    coalesce(known.la_code, reported.la_code) as la_code,
    coalesce(known.financial_year, reported.financial_year) as financial_year,
    coalesce(known.financial_period, reported.financial_period) as financial_period,
    coalesce(known.close_version, reported.close_version) as close_version,
    coalesce(known.journal_id, reported.journal_id) as journal_id,
    coalesce(known.line_number, reported.line_number) as line_number,
    coalesce(known.cost_centre, reported.cost_centre) as cost_centre,
    coalesce(known.subjective, reported.subjective) as subjective,
    reported.posted_period as reported_period,
    reported.cost_centre as reported_cost_centre,
    reported.subjective as reported_subjective,
    reported.outturn_line as reported_line,
    reported.amount_gbp as reported_gbp,
    known.posted_period as known_period,
    known.outturn_line as known_line,
    known.amount_gbp as known_gbp,
    coalesce(
        known.cost_centre = reported.cost_centre and known.subjective = reported.subjective, false
    ) as is_same_account
from known
full outer join reported
    on
        known.la_code = reported.la_code
        and known.financial_year = reported.financial_year
        and known.financial_period = reported.financial_period
        and known.close_version = reported.close_version
        and known.journal_id = reported.journal_id
        and known.line_number = reported.line_number
