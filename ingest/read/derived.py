"""Columns that a file doesn't carry: SQL over the columns that it does."""

from ingest.arrival import Arrival
from ingest.contracts import Contract
from ingest.sql import literal


def column(contract: Contract, name: str, arrival: Arrival) -> str:
    """A constant, the record's number, the return that the file is part of, the key of the
    placement that a text names (before a slash, or alone), or the financial year and period
    (April = 1) in which a date falls."""
    made = contract.columns[name]
    if made.constant is not None:
        return f"cast({literal(made.constant)} as varchar)"
    if made.derive == "record_number":
        return "cast(_line as bigint)"
    if made.derive == "return_id":
        return literal(return_id(arrival))
    if made.derive == "person_of_return":
        # whoever has neither number is known within the one return only
        return f"coalesce(upn_key, uln_key, {literal(return_id(arrival))} || '/' || person_order)"
    date = made.derive_from
    if made.derive == "placement_key":
        return name  # made while the cells are read, where the authority's key is known
    if made.derive == "financial_period":
        return f"cast((month({date}) + 8) % 12 + 1 as bigint)"
    start = f"cast(year({date}) - case when month({date}) < 4 then 1 else 0 end as integer)"
    return f"printf('%d-%02d', {start}, ({start} + 1) % 100)"


def return_id(arrival: Arrival) -> str:
    """The same for all the tables of one return: the load id of their XML, or the date in their
    file names."""
    return str(arrival.return_id or arrival.business_date)
