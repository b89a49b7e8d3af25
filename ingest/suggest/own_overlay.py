"""What the overlay that an authority has states beside what is proposed."""

from ingest.contract import Contract
from ingest.suggest.columns import Match

# the keys of an overlay, and of its columns, that a proposal can have
PROPOSED = {"file_pattern", "quarters", "date_formats", "ignored_rows", "decimal_comma",
            "float_noise", "ignored_headers", "columns"}  # fmt: skip
OF_TABLE = ("sheet", "header_row")  # where the overlay states that the table lies
OF_COLUMNS = {"aliases", "code_map", "sign", "derive", "derive_from", "debit_headers",
              "credit_headers", "optional_header", "made_of", "constants"}  # fmt: skip


def other_keys(contract: Contract, own: Contract, matches: list[Match]) -> tuple[str, ...]:
    """The keys of an authority's overlay that no proposal has."""
    found = [
        key
        for key in type(own).model_fields.keys() - PROPOSED
        if getattr(own, key) != getattr(contract, key) or (key in OF_TABLE and getattr(own, key))
    ]
    several = {each.column for each in matches if each.side_by_side}
    for name, column in own.columns.items():
        found += [
            f"{name}: {key}"
            for key in type(column).model_fields.keys() - OF_COLUMNS
            if not (key == "side_by_side" and name in several)
            and getattr(column, key) != getattr(contract.columns[name], key)
        ]
    return tuple(sorted(found))
