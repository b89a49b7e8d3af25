"""What one DAG leaves for the next: the raw facts of a source, as of the night's reporting date."""

from airflow.sdk import Asset

CASE_SYSTEM = Asset("send://raw/case_system")
FINANCE_LEDGER = Asset("send://raw/finance_ledger")
DFE_CENSUS = Asset("send://raw/dfe_census")
SAFETY_VALVE = Asset("send://raw/safety_valve")
