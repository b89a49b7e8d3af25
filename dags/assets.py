"""The assets that the DAGs update, and the pool.

A source hands its night over to build_marts by updating its own asset, once. After a correction it
updates the asset LOADED_AGAIN instead, which starts build_marts by itself.
"""

from pathlib import Path

from airflow.sdk import Asset

_ROOT = Path(__file__).resolve().parents[1]
# A source is a folder of contracts; `ingest.contracts` is not imported, because it reads them all.
SOURCES = {
    folder.name: Asset(f"send://raw/{folder.name}")
    for folder in sorted((_ROOT / "ingest" / "contracts").iterdir())
    if folder.is_dir()
}
LOADED_AGAIN = Asset("send://raw/loaded_again")
PUBLICATION = Asset("send://published")

_MODELS = _ROOT / "dbt_project" / "models" / "marts"
MARTS = tuple(
    Asset(f"send://published/marts/{path.stem}", group="marts")
    for path in sorted(_MODELS.rglob("*.sql"), key=lambda path: path.stem)
)
# DuckDB lets one process write: every task that opens the warehouse waits for the pool's one slot.
# Under Celery these tasks have a queue of their own, which one worker with one slot takes.
WAREHOUSE_POOL = "warehouse"
WAREHOUSE_QUEUE = "warehouse"
WAREHOUSE = {"pool": WAREHOUSE_POOL, "queue": WAREHOUSE_QUEUE}
