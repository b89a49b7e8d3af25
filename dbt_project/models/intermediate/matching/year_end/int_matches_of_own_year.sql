-- The matches by line without payments for another financial year.
{{ lines_without(ref('int_matches_by_line'), ref('int_lines_for_other_year')) }}
