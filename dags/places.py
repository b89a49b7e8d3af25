"""DAG places: its datasets do not refer to each other."""

from airflow.sdk import DAG

from dags.source_load import source_load

WHAT = "Loads the high needs places that authorities commission, plan and are forecast to need."
dag: DAG = source_load("places", what=WHAT)
