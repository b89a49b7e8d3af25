-- An erasure can't find a person's name in text. So text is published only where the settings name
-- its cost centre or supplier, or where something shows that it is about no person, as an invoice's
-- number does.
with published_text as (

    select * from {{ ref('stg_settings__ledger_text') }}

),

organisations as (

    select * from {{ ref('int_ledger_organisations') }}

),

cost_centres as (

    select distinct
        la_code,
        cost_centre
    from {{ ref('int_account_postings') }}

),

published as (

    select
        lines.la_code,
        lines.cost_centre,
        max(case when published_text.kind = 'description' then 1 else 0 end) = 1 as is_described,
        max(case when published_text.kind = 'reference' then 1 else 0 end) = 1 as is_referenced
    from cost_centres as lines
    inner join published_text
        on
            published_text.kind in ('description', 'reference')
            and lines.la_code = published_text.la_code
            and published_text.value in (lines.cost_centre, 'all')
    group by lines.la_code, lines.cost_centre

)

select
    cast(ledger.la_code as varchar) as la_code,
    cast(ledger.journal_id as varchar) as journal_id,
    cast(ledger.line_number as bigint) as line_number,
    cast(ledger.financial_year as varchar) as financial_year,
    cast(ledger.financial_period as integer) as financial_period,
    cast(ledger.posting_date as date) as posting_date,
    cast(ledger.document_date as date) as document_date,
    cast(ledger.journal_type as varchar) as journal_type,
    cast(ledger.cost_centre as varchar) as cost_centre,
    cast(ledger.subjective as varchar) as subjective,
    cast(ledger.supplier_id as varchar) as supplier_id,
    cast(organisations.supplier_name as varchar) as supplier_name,
    cast(
        nullif(concat(
            coalesce(ledger.referenced_key, ''),
            case
                when published.is_referenced or {{ is_identifier('ledger.reference_text') }}
                    then coalesce(ledger.reference_text, '')
                else ''
            end
        ), '') as varchar
    ) as reference,
    cast(case when published.is_described then ledger.description end as varchar) as description,
    cast(ledger.amount_gbp as decimal(18, 2)) as amount_gbp,
    cast(ledger.dsg_block as varchar) as dsg_block,
    cast(ledger.spend_category as varchar) as spend_category,
    cast(categories.category_label as varchar) as category_label,
    cast(ledger.s251_line as varchar) as s251_line,
    cast(lines.line_label as varchar) as s251_line_label,
    cast(ledger.outturn_line as varchar) as outturn_line,
    cast(ledger.provider_urn as varchar) as provider_urn,
    cast(ledger.provider_ukprn as varchar) as provider_ukprn,
    cast(
        {{ provider_key('ledger.la_code', 'ledger.provider_urn', 'ledger.provider_ukprn') }}
        as varchar
    ) as provider_key,
    cast(ledger.match_method as varchar) as match_method,
    cast(ledger.load_id as varchar) as load_id,
    cast(ledger.file_line as bigint) as file_line,
    {{ reporting_date() }} as as_at
from {{ ref('int_ledger_lines') }} as ledger
left join organisations
    on
        ledger.la_code = organisations.la_code
        and coalesce(ledger.supplier_id, '') = organisations.supplier_id
        and ledger.supplier_name = organisations.supplier_name
left join published
    on ledger.la_code = published.la_code and ledger.cost_centre = published.cost_centre
left join {{ ref('spend_categories') }} as categories
    on ledger.spend_category = categories.spend_category
left join {{ ref('section_251_lines') }} as lines on ledger.s251_line = lines.s251_line
