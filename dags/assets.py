"""The assets that the DAGs update, and the pool.

A source hands its night over to build_marts by updating its own asset, once. After a correction it
updates the asset LOADED_AGAIN instead, which starts build_marts by itself.
"""

from pathlib import Path

from airflow.sdk import Asset

CASE_SYSTEM = Asset("send://raw/case_system")
FINANCE_LEDGER = Asset("send://raw/finance_ledger")
DFE_CENSUS = Asset("send://raw/dfe_census")
GEOGRAPHY = Asset("send://raw/geography")
PLACES = Asset("send://raw/places")
SAFETY_VALVE = Asset("send://raw/safety_valve")
SOURCES = (CASE_SYSTEM, FINANCE_LEDGER, DFE_CENSUS, GEOGRAPHY, PLACES, SAFETY_VALVE)
LOADED_AGAIN = Asset("send://raw/loaded_again")
PUBLICATION = Asset("send://published")

_MODELS = Path(__file__).resolve().parents[1] / "dbt_project" / "models" / "marts"
MARTS = tuple(
    Asset(f"send://published/marts/{path.stem}", group="marts")
    for path in sorted(_MODELS.rglob("*.sql"), key=lambda path: path.stem)
)
# DuckDB lets one process write: every task that opens the warehouse waits for the pool's one slot.
# Under Celery these tasks have a queue of their own, which one worker with one slot takes.
WAREHOUSE_POOL = "warehouse"
WAREHOUSE_QUEUE = "warehouse"
WAREHOUSE = {"pool": WAREHOUSE_POOL, "queue": WAREHOUSE_QUEUE}
