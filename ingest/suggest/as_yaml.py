"""Writes a proposal as the YAML of an overlay; what the file did not show is a comment."""

from collections.abc import Iterator

from ingest.column import Sign as ColumnSign
from ingest.suggest import file_name, made_values, new_headers
from ingest.suggest.code_words import ABBREVIATED, LOST, WITHOUT, described, likely_code
from ingest.suggest.columns import Match
from ingest.suggest.proposal import Proposal
from ingest.suggest.scalars import in_one_line, quoted
from ingest.suggest.signs import Sign
from ingest.suggest.values import Codes

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
NO_TEXT = (".xlsx", ".xlsm", ".ods", ".parquet")
MOST_ASKED = 6  # headers that a comment names; more are under ignored_headers
SINGLE_YEAR = (
    "; for a single year such as 2026 add {single_year: first} (it is 2026-27) or "
    "{single_year: second} (it is 2025-26)"
)
HOW = {
    "own": "as in your overlay",
    "alias": "an alias that another authority has",
    "known": "what other systems call it: is it right?",
    "likeness": "like the column's name",
}


def write(proposal: Proposal) -> str:
    """The overlay; it can be used as it is, and its comments name what to decide."""
    lines = [
        *_heading(proposal),
        *_name_of_file(proposal),
        *_formats(proposal),
        *new_headers.lines(proposal.new_headers),
        *_columns(proposal),
    ]
    return "\n".join(lines) + "\n"


def _heading(proposal: Proposal) -> Iterator[str]:
    contract = proposal.contract
    encoding = "UTF-8" if proposal.is_utf8 else "another encoding than UTF-8, recognised by itself"
    read_as = f"{DELIMITERS.get(proposal.delimiter, 'cells')}, {encoding}. Both need no key."
    if proposal.file_name.lower().endswith(NO_TEXT):
        read_as = "not a CSV."
    yield f"# {contract.dataset} of {proposal.la_code}, proposed from {proposal.file_name}:"
    yield f"# {proposal.rows:,} rows, {read_as}"
    yield "# Read each comment, then save it as"
    place = f"{contract.source}/{contract.dataset}.{proposal.la_code}.yml"
    yield f"# $SEND_HOME/settings/contracts/{place}"
    if proposal.own:
        others = ", ".join(proposal.other_keys) or "none"
        yield "# You have an overlay of it. Its headers, codes and file_pattern are proposed here."
        yield f"# Take over its other keys: {others}."


def _name_of_file(proposal: Proposal) -> Iterator[str]:
    if proposal.is_recognised:
        yield "# The file's name is recognised already."
    elif proposal.file_pattern:
        yield f"file_pattern: {quoted(proposal.file_pattern)}"
        if "(?P<quarter>" in proposal.file_pattern:
            yield "quarters: calendar  # 1 is January to March; or financial: 1 is April to June?"
    elif readings := file_name.two_digit_years(proposal.file_name):
        yield "# Which two digits are the year? Keep one of these patterns:"
        for reading, pattern in readings:
            yield f"# file_pattern: {quoted(pattern)}  # {reading}"
    else:
        yield (
            "# No year and month was found in the file's name: call it "
            f"{proposal.contract.dataset}__<yyyy-mm-dd>, or write file_pattern."
        )


def _formats(proposal: Proposal) -> Iterator[str]:
    if proposal.date_formats and proposal.date_formats != proposal.contract.date_formats:
        note = "  # day and month could be exchanged" if proposal.dates_are_ambiguous else ""
        formats = ", ".join(quoted(each) for each in proposal.date_formats)
        yield f"date_formats: [{formats}]{note}"
    if proposal.ignored_rows:
        patterns = ", ".join(quoted(each) for each in proposal.ignored_rows)
        yield f"ignored_rows: [{patterns}]  # totals and footers were found"
    if proposal.null_values:
        words = ", ".join(quoted(each) for each in proposal.null_values)
        yield f"null_values: [{words}]  # what the file holds for an empty cell"
    for name in proposal.made_of.keys() & proposal.contract.key:
        yield f"rows_have: [{name}]  # a record without a cell that tells it apart is no row"
    if proposal.decimal_comma:
        yield "decimal_comma: true  # amounts such as 1.234,56"
    elif proposal.thousands_are_doubtful:
        yield "# Amounts such as 12.000: is that 12,000 (decimal_comma: true) or 12.00 (false)?"
    if proposal.float_noise:
        yield "float_noise: true  # amounts such as 2186.2200000000003"


def _columns(proposal: Proposal) -> Iterator[str]:
    of_documents = made_values.of_documents(proposal)
    lines = [
        *([of_documents] if of_documents else []),
        *(line for match in proposal.matches for line in _column(proposal, match)),
        *(line for name in proposal.missing for line in _missing(proposal, name)),
        *_two_amounts(proposal.sign),
    ]
    if any(not line.lstrip().startswith("#") for line in lines):
        yield "columns:"
    yield from lines


def _two_amounts(sign: Sign | None) -> Iterator[str]:
    """An amount of two columns."""
    if sign and sign.debit:
        derive = "debit_plus_credit" if sign.credits_have_minus else "debit_minus_credit"
        why = "the credits have a minus" if sign.credits_have_minus else "the credits have no minus"
        yield (
            f"  {sign.column}: {{derive: {derive}, debit_headers: [{quoted(sign.debit)}], "
            f"credit_headers: [{quoted(sign.credit)}]}}  # {why}"
        )


def _column(proposal: Proposal, match: Match) -> Iterator[str]:
    codes = proposal.codes.get(match.column)
    mapped = _code_map(proposal, match, codes) if codes else {}
    yield from _keys(proposal, match, mapped)
    is_declared = match.column == "financial_year" and proposal.single_year
    if not is_declared and (unreadable := proposal.unreadable.get(match.column)):
        kind = proposal.contract.columns[match.column].type
        which = SINGLE_YEAR if kind == "financial_year" else ""
        yield f"  # {match.column}: {unreadable:,} cells can't be read as {kind}{which}"
    if empty := proposal.empty.get(match.column):
        loss, _ = WITHOUT[match.column]
        yield f"  # {match.column}: empty in {empty:,} of {proposal.rows:,} rows: {loss}"
    if codes:
        yield from _unmapped(proposal, match.column, codes, mapped)


def _code_map(proposal: Proposal, match: Match, codes: Codes) -> dict[str, str]:
    """The words for which a code is known, by the overlay or by their meaning."""
    column = proposal.contract.columns[match.column]
    return {
        value: code
        for value in codes.shown
        if (code := _own_code(proposal, match.column, value))
        or (code := likely_code(match.column, column, value))
    }


def _keys(proposal: Proposal, match: Match, mapped: dict[str, str]) -> Iterator[str]:
    """The column's keys in one line, with a note on each; nothing without a key."""
    keys, notes = [], []
    is_own = match.header in proposal.contract.columns[match.column].aliases
    if match.side_by_side:
        keys.append(f"side_by_side: [{', '.join(map(in_one_line, match.side_by_side))}]")
        notes.append("each is a row of its own")
    elif match.how != "name" and not is_own:
        score = f", likeness {match.score:.2f}: is it right?" if match.score < 1 else ""
        keys.append(f"aliases: [{in_one_line(match.header)}]")
        notes.append(f"{HOW[match.how]}{score}")
        if match.how in ("likeness", "known") and match.column in ABBREVIATED:
            notes.append(f"{match.column} means {ABBREVIATED[match.column]}")
    if proposal.sign and proposal.sign.column == match.column:
        keys.append(_sign(proposal.sign))
        notes.append("the words are those of debits and credits")
    if match.column == "financial_year" and proposal.single_year:
        keys.append(f"single_year: {proposal.single_year}")
        notes.append("by the posting dates")
    if mapped:
        pairs = ", ".join(f"{quoted(word)}: {quoted(code)}" for word, code in mapped.items())
        keys.append(f"code_map: {{{pairs}}}")
        notes.append("are the codes right?")
    if keys:
        yield f"  {match.column}: {{{', '.join(keys)}}}  # {'; '.join(notes)}"


def _sign(sign: Sign) -> str:
    words = ""
    if sign.words and sign.words != ColumnSign():
        debit, credit = (
            ", ".join(map(quoted, each)) for each in (sign.words.debit, sign.words.credit)
        )
        words = f", debit: [{debit}], credit: [{credit}]"
    return f"sign: {{headers: [{quoted(sign.word_header)}]{words}}}"


def _unmapped(proposal: Proposal, name: str, codes: Codes, mapped: dict[str, str]) -> Iterator[str]:
    """Comments on the words for which no code is known."""
    if rest := [value for value in codes.shown if value not in mapped]:
        column = proposal.contract.columns[name]
        known = f"the pattern {column.pattern}"
        if column.codes:
            known = f"one of {described(name, column)}"
        if column.type == "flag":
            known = '"1" (yes) or "0" (no)'
        if column.type == "integer":
            known = "a whole number"
        yield (
            f"  # {name}: map these to {known}, beside aliases; or name a word that "
            "means an empty cell under null_values there:"
        )
        yield f"  #   code_map: {{{', '.join(f'{quoted(value)}: ?' for value in rest)}}}"
    if codes.hidden_values:
        yield (
            f"  # {name}: {codes.hidden_values} more unknown values "
            f"({codes.hidden_rows:,} rows) that could identify a person and are not shown"
        )


def _own_code(proposal: Proposal, column: str, word: str) -> str | None:
    """The code that the authority's overlay has for a word."""
    mapped = proposal.own.columns[column].code_map if proposal.own else {}
    return next((code for each, code in mapped.items() if each.lower() == word.lower()), None)


def _missing(proposal: Proposal, name: str) -> Iterator[str]:
    column = proposal.contract.columns[name]
    if column.optional_header:
        return
    if line := made_values.of_several(proposal, name):
        yield line
        return
    left = ", ".join(proposal.new_headers.ignored)
    if len(proposal.new_headers.ignored) > MOST_ASKED:
        left = "the ignored headers above"
    if derived := made_values.derived(proposal, name):
        note = f", unless it is one of: {left}" if left else ""
        if name == "journal_id" and "line_number" in {each.column for each in proposal.matches}:
            note += f"; with it, write line_number: {made_values.derived(proposal, 'line_number')}"
        yield f"  {name}: {derived}  # derived{note}"
        return
    if column.required or name in proposal.contract.key:
        made = made_values.or_made(proposal, name)
        yield f"  # {name}: no header was found, and a row needs it: name one{made}"
    elif loss := LOST.get(proposal.contract.dataset, {}).get(name):
        question = f" (is it one of: {left}?)" if left else ""
        yield (
            f"  # {name}: no header was found, and without it {loss}: name one{question}; only "
            "where there is none, write {optional_header: true}"
        )
    else:
        meaning = f"means {ABBREVIATED[name]}; " if name in ABBREVIATED else ""
        question = f": is it one of: {left}?" if left else ""
        why = f"{meaning}no header was found{question}"
        if name in WITHOUT:
            loss, remedy = WITHOUT[name]
            why += f"; {loss}: {remedy}"
        yield f"  {name}: {{optional_header: true}}  # {why}"
