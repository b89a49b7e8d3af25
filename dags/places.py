"""DAG places: its one dataset refers to no other."""

from airflow.sdk import DAG

from dags.assets import PLACES
from dags.source_load import source_load

WHAT = "Loads the high needs places that the authorities commission from schools and colleges."
dag: DAG = source_load("places", asset=PLACES, what=WHAT)
