"""What the DAGs share: an asset for each source, which its DAG updates, and the pool."""

from airflow.sdk import Asset

CASE_SYSTEM = Asset("send://raw/case_system")
FINANCE_LEDGER = Asset("send://raw/finance_ledger")
DFE_CENSUS = Asset("send://raw/dfe_census")
PLACES = Asset("send://raw/places")
SAFETY_VALVE = Asset("send://raw/safety_valve")
# DuckDB lets one process write: every task that opens the warehouse waits for the pool's one slot.
WAREHOUSE_POOL = "warehouse"
