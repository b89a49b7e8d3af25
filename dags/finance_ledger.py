"""DAG finance_ledger: its datasets do not refer to each other."""

from airflow.sdk import DAG

from dags.source_load import source_load

WHAT = (
    "Loads the lines of the authorities' ledgers, with trial balances, budgets and charts of "
    "accounts."
)
dag: DAG = source_load("finance_ledger", what=WHAT)
