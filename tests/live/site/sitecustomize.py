"""Every Python process of the live Airflow has the stand-ins; Python itself imports this file."""

from tests.live import stand_ins

stand_ins.install()
