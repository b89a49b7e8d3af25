"""The task of a source that waits for another source of the same night."""

from typing import Any

from airflow.sdk import Asset, BaseSensorOperator

from dags import handover


class WaitForHandover(BaseSensorOperator):
    """Wait until a source has handed over the night of a scheduled run. Where it fails, the run
    goes on after an hour; the marts of the night wait for that source in any case. A run by
    hand waits for nothing."""

    def __init__(self, asset: Asset, **kwargs: Any) -> None:
        super().__init__(
            inlets=[asset], poke_interval=15, timeout=3600, mode="reschedule", **kwargs
        )
        self.asset = asset

    def poke(self, context: Any) -> bool:
        if not handover.is_scheduled(context):
            return True
        return handover.has_handed_over(context, self.asset, context["dag_run"].partition_key)
