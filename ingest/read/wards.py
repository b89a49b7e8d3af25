"""The ward of a person's postcode, by the lookup that the authority lands.

The lookup of a file is the latest accepted one (geography/postcode_areas) up to the file's business
date. Raw has its postcodes as keys only, so a person's postcode is looked up by its key, and
neither is stored with the person.
"""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest import paths
from ingest.arrival import Arrival
from ingest.column import POSTCODE
from ingest.read import pseudonyms
from ingest.read.keyed_texts import KeyedTexts
from ingest.register import receipts

SOURCE, DATASET = "geography", "postcode_areas"


@dataclass
class WardLookup:
    """Keys of postcodes with their ward codes. `load_id` is the lookup's own; None: there is none.
    `unknown` counts the postcodes that were looked up and are not in it."""

    load_id: str | None
    keys: pa.Array
    wards: pa.Array
    keyed: KeyedTexts
    unknown: int = 0

    def replacements(self, postcodes: pa.Array) -> pa.Array:
        """The ward code of each postcode; null where there is none."""
        if self.load_id is None:
            return pa.nulls(len(postcodes), self.wards.type)
        places = pc.index_in(
            self.keyed.replacements(postcodes), value_set=self.keys, skip_nulls=True
        )
        self.unknown += places.null_count - postcodes.null_count
        return pc.take(self.wards, places)


def lookup_for(home: Path, arrival: Arrival) -> WardLookup:
    """The lookup of a file's persons; an empty one where none has been accepted."""
    authority_key = pseudonyms.authority_key(home, arrival.la_code)
    keyed = KeyedTexts(pseudonyms.keys_of(authority_key, POSTCODE))
    found = receipts.current_extract(home, arrival, DATASET, SOURCE)
    if found is None:
        return WardLookup(None, pa.array([], pa.string()), pa.array([], pa.string()), keyed)
    table = pq.read_table(paths.raw(home, found), columns=["postcode_key", "ward_code"])
    keys, codes = (each.combine_chunks() for each in table.columns)
    return WardLookup(found.load_id, keys, codes, keyed)
