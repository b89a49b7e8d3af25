"""SQL for the columns that files do not carry, over the columns that they do."""

from ingest.arrival import Arrival
from ingest.contract import Contract
from ingest.sql import literal


def column(contract: Contract, name: str, arrival: Arrival) -> str:
    """A constant, the record's number, the id of the file's return, the key of the placement that a
    text names, a copy of another column, or the financial year and period (April = 1) of a date."""
    derived = contract.columns[name]
    if derived.constant is not None:
        return f"cast({literal(derived.constant)} as varchar)"
    if derived.derive == "record_number":
        return "cast(_line as bigint)"
    if derived.derive == "return_id":
        return literal(return_id(arrival))
    if derived.derive == "person_of_return":
        # a person with neither number can only be identified within one return
        return f"coalesce(upn_key, uln_key, {literal(return_id(arrival))} || '/' || person_order)"
    date = derived.derive_from
    if derived.derive == "copy":
        return str(date)
    if derived.derive == "placement_key":
        return name  # `typed_rows` derives it, since a placement id is never stored
    if derived.derive == "financial_period":
        return f"cast((month({date}) + 8) % 12 + 1 as bigint)"
    start = f"cast(year({date}) - case when month({date}) < 4 then 1 else 0 end as integer)"
    return f"printf('%d-%02d', {start}, ({start} + 1) % 100)"


def return_id(arrival: Arrival) -> str:
    """The load id of the return's XML, or the date in the names of its CSV files: equal for all
    tables of one return."""
    return str(arrival.return_id or arrival.business_date)
