"""Python's garbage collector, which looks for unused objects that refer to each other."""

import gc


def collect_rarely() -> None:
    """Let it look after 100,000 new objects. Python's own number is 700, with which it took 14 % of
    the processor time of a night: it looks at what Airflow, Great Expectations and dbt import, of
    which nothing is ever unused."""
    gc.set_threshold(100_000, 50, 100)
