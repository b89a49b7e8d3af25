"""DAG safety_valve: its datasets do not refer to each other."""

from airflow.sdk import DAG

from dags.source_load import source_load

WHAT = "Loads the authorities' Safety Valve agreements and their savings workstreams."
dag: DAG = source_load("safety_valve", what=WHAT)
