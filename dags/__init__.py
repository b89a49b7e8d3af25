"""Airflow's DAGs: when each step runs, in what order, and what follows from a failure.

Every process that runs a task imports this package, so that what it writes is for its owner alone,
and that its log holds the task's lines and not the hundreds that Great Expectations logs when it is
imported, nor what SSH logs of each connection.
"""

import logging
import os

from send_home import private

os.umask(private.UMASK)
logging.getLogger("great_expectations").setLevel(logging.WARNING)
# This one sets its own level when it is imported, and logs a temporary folder for each file.
logging.getLogger("great_expectations.data_context.types.base").addFilter(
    lambda record: record.levelno >= logging.WARNING
)
logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # an error becomes a line of ours
