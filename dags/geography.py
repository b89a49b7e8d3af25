"""DAG geography: its datasets do not refer to each other, and the case system's persons are read by
its lookup of wards."""

from airflow.sdk import DAG

from dags.source_load import source_load

WHAT = "Loads the authorities' lookups of wards by postcode, and the boundaries of their wards."
dag: DAG = source_load("geography", what=WHAT)
