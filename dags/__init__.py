"""Airflow's DAGs: when each step runs, in what order, and what follows from a failure.

Every process that runs a task imports this package, so that what it writes is for its owner alone.
"""

import os

from settings import private

os.umask(private.UMASK)
