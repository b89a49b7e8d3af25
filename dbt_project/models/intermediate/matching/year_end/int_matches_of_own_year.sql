-- The matches by line without payments for the financial year before.
{{ lines_without(ref('int_matches_by_line'), ref('int_lines_for_year_before')) }}
