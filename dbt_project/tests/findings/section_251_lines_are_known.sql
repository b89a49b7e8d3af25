-- A returned row is a section 251 line of a chart of accounts that the seed section_251_lines lacks.
select distinct
    accounts.la_code,
    accounts.s251_line
from {{ ref('int_chart_of_accounts') }} as accounts
left join {{ ref('section_251_lines') }} as lines on accounts.s251_line = lines.s251_line
where accounts.s251_line is not null and lines.s251_line is null
