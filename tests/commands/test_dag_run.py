"""A DAG run does not wait, because no other process works on it."""

import time

from commands import dag_run


def wait_elsewhere() -> None:
    time.sleep(0.05)


class Waits:
    """A DAG whose test() sleeps as Airflow's does between two passes."""

    deadline = "a deadline"

    def test(self, logical_date, run_conf):
        began = time.monotonic()
        time.sleep(60)
        wait_elsewhere()
        return run_conf, self.deadline, time.monotonic() - began


def test_the_sleep_between_two_passes_is_left_out_and_no_other():
    conf, deadline, seconds = dag_run.run(Waits(), {"as_at": "2026-11-20"})
    assert (conf, deadline) == ({"as_at": "2026-11-20"}, None)
    assert 0.05 <= seconds < 30
    began = time.monotonic()
    time.sleep(0.05)
    assert time.monotonic() - began >= 0.05
