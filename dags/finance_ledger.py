"""DAG finance_ledger: one wave, for no ledger file refers to another's rows."""

from airflow.sdk import DAG

from dags.assets import FINANCE_LEDGER
from dags.source_load import source_load

dag: DAG = source_load("finance_ledger", asset=FINANCE_LEDGER)
