"""DAG safety_valve: one wave, for neither of its files refers to the other's rows."""

from airflow.sdk import DAG

from dags.assets import SAFETY_VALVE
from dags.source_load import source_load

dag: DAG = source_load("safety_valve", asset=SAFETY_VALVE)
