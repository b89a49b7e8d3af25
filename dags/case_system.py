"""DAG case_system: people first, then in waves what refers to what came before."""

from airflow.sdk import DAG

from dags.assets import CASE_SYSTEM
from dags.source_load import source_load

dag: DAG = source_load("case_system", asset=CASE_SYSTEM)
