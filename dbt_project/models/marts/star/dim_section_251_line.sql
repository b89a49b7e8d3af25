select
    cast(s251_line as varchar) as s251_line,
    cast(line_order as integer) as line_order,
    cast(line_label as varchar) as line_label,
    cast(charged_to as varchar) as charged_to
from {{ ref('section_251_lines') }}
