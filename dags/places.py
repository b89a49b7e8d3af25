"""DAG places: one wave, for its file refers to no other rows."""

from airflow.sdk import DAG

from dags.assets import PLACES
from dags.source_load import source_load

dag: DAG = source_load("places", waves=1, asset=PLACES)
