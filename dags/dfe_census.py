"""DAG dfe_census: what DfE publishes, and the returns that authorities send to DfE."""

from airflow.sdk import DAG

from dags.source_load import source_load

WHAT = (
    "Loads what DfE publishes, and the returns that the authorities send to DfE: SEN2 and the "
    "school census."
)
dag: DAG = source_load("dfe_census", what=WHAT)
