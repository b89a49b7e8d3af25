"""SQL for the columns that files do not carry, over the columns that they do."""

from ingest.arrival import Arrival
from ingest.column import KEYED, SQL_TYPES, Column
from ingest.contract import Contract
from ingest.read.values import financial_calendar, identifiers
from ingest.sql import constant, literal

YEAR_OF_PERIOD = "period_year"  # `typed_rows` reads it where the year is derived
# The column of a row that says which one it is of the rows of its record, from 1 on.
ROW_OF_RECORD = "_row_of_record"


def column(contract: Contract, name: str, arrival: Arrival) -> str:
    """A constant, the record's number, the file's date and part, the id of the file's return, the
    key of the placement that a text names, the ward of a postcode, a copy of another column, or a
    financial year or period (April = 1)."""
    derived = contract.columns[name]
    if derived.constants:
        rows = enumerate(derived.constants, 1)
        of_row = " ".join(f"when {row} then {_constant(derived, each)}" for row, each in rows)
        return f"case {ROW_OF_RECORD} {of_row} end"
    if derived.constant is not None:
        return _constant(derived, derived.constant)
    if derived.derive == "record_number":
        return record_number(derived, "_line")
    if derived.derive == "file_reference":
        return constant(file_reference(arrival))
    if derived.derive == "return_id":
        return constant(return_id(arrival))
    if derived.derive == "person_of_return":
        # a person with neither number can only be identified within one return
        return f"coalesce(upn_key, uln_key, {literal(return_id(arrival))} || '/' || person_order)"
    if derived.derive == "copy":
        return str(derived.derive_from)
    if derived.derive in ("placement_key", "ward_of_postcode"):
        return name  # `row_stream` puts key or ward in the place of an id or postcode
    if derived.derive == "financial_period":
        return f"cast((month({derived.derive_from}) + 8) % 12 + 1 as bigint)"
    return _financial_year(contract, str(derived.derive_from))


def record_number(column: Column, line: str) -> str:
    """The number of a record in the type of its column; that of an id is its key."""
    if column.type in KEYED:
        return f"person_hash({literal(str(column.namespace))}, cast({line} as varchar))"
    return f"cast({line} as {'varchar' if column.type == 'text' else 'bigint'})"


def _constant(column: Column, text: str) -> str:
    """A constant in the type of its column; that of an id is its key."""
    namespace = str(column.namespace)
    if column.type in KEYED:
        key_of = literal(identifiers.cleaned(namespace, text))
        return f"person_hash({literal(namespace)}, {key_of})"
    if column.type in SQL_TYPES:
        return f"cast({literal(text)} as {SQL_TYPES[column.type]})"
    return constant(text)


def with_key_for_id(key: str, column: Column) -> str:
    """Where the text has the pattern of `hides`, its placement id is replaced by the key; the rest
    from the slash on stays."""
    text = str(column.derive_from)
    rest = f"substr({text}, length(split_part({text}, '/', 1)) + 1)"
    names_placement = f"regexp_full_match({text}, {literal(str(column.hides))})"
    return f"case when {names_placement} then {key} || {rest} else {text} end as {text}"


def _financial_year(contract: Contract, source: str) -> str:
    """The year that the ledger's own period names; else that of a date. A payment in April can
    belong to period 12 of the year before."""
    if contract.columns[source].type == "period":
        return YEAR_OF_PERIOD
    start = f"cast(year({source}) - case when month({source}) < 4 then 1 else 0 end as integer)"
    of_date = financial_calendar.as_text(start)
    return f"coalesce({YEAR_OF_PERIOD}, {of_date})" if period_column(contract) else of_date


def period_column(contract: Contract) -> str | None:
    """The column of a period that can name the year of a derived financial year, if there is
    one."""
    if not any(column.derive == "financial_year" for column in contract.columns.values()):
        return None
    periods = [
        name
        for name, column in contract.columns.items()
        if column.type == "period" and column.from_file
    ]
    return periods[0] if periods else None


def file_reference(arrival: Arrival) -> str:
    """`2012-06-30`, or `2012-06-30/AP` for one of several files about a date. Versions of one file
    have the same."""
    return "/".join(part for part in (arrival.business_date, arrival.part) if part)


def return_id(arrival: Arrival) -> str:
    """The load id of the return's XML, or the date in the names of its CSV files: equal for all
    tables of one return."""
    return str(arrival.return_id or arrival.business_date)
