"""Every Python process of the live Airflow has the stand-ins, and collects garbage as rarely as a
night; Python itself imports this file."""

from commands import garbage
from tests.live import stand_ins

garbage.collect_rarely()
stand_ins.install()
