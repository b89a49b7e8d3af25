"""DAG dfe_census: DfE's published releases, one wave."""

from airflow.sdk import DAG

from dags.assets import DFE_CENSUS
from dags.source_load import source_load

dag: DAG = source_load("dfe_census", waves=1, leaves=DFE_CENSUS)
