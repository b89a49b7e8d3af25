"""DAG case_system: loads persons first, then the datasets that refer to them. A person's postcode
becomes a ward by geography's lookup, so that it loads after geography."""

from airflow.sdk import DAG

from dags.source_load import source_load

WHAT = (
    "Loads the extracts of the authorities' case systems: people, requests, plans, "
    "placements and the rest."
)
dag: DAG = source_load("case_system", what=WHAT, after="geography")
