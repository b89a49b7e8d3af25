"""DAG case_system: loads persons first, then the datasets that refer to them."""

from airflow.sdk import DAG

from dags.assets import CASE_SYSTEM
from dags.source_load import source_load

WHAT = (
    "Loads the extracts of the authorities' case systems: people, requests, plans, "
    "placements and the rest."
)
dag: DAG = source_load("case_system", asset=CASE_SYSTEM, what=WHAT)
