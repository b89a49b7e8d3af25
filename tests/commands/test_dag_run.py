"""A DAG run does not wait, because no other process works on it, and the runs of a night share the
parsed DAG files and what was found of the schemas of parameters."""

import time
from unittest.mock import Mock, patch

import jsonschema
import pytest
from airflow.dag_processing import dagbag

from commands.night import dag_run


def wait_elsewhere() -> None:
    time.sleep(0.05)


class Waits:
    """A DAG whose test() sleeps as Airflow's does between two passes."""

    def test(self, logical_date, run_conf):
        began = time.monotonic()
        time.sleep(60)
        wait_elsewhere()
        return run_conf, time.monotonic() - began


def test_the_sleep_between_two_passes_is_left_out_and_no_other():
    conf, seconds = dag_run.run(Waits(), {"as_at": "2026-11-20"})
    assert conf == {"as_at": "2026-11-20"}
    assert 0.05 <= seconds < 30
    began = time.monotonic()
    time.sleep(0.05)
    assert time.monotonic() - began >= 0.05


def test_runs_of_one_process_parse_and_write_the_dag_files_once():
    with patch.multiple(dagbag, BundleDagBag=Mock(), sync_bag_to_db=Mock()):
        with dag_run.parsed_once():
            bags = [dagbag.BundleDagBag(dag_folder="dags", bundle_name="dags") for _ in range(2)]
            for bag in bags:
                dagbag.sync_bag_to_db(bag, "dags", None)
        assert bags[0] is bags[1]
        assert dagbag.BundleDagBag.call_count == dagbag.sync_bag_to_db.call_count == 1
        dagbag.sync_bag_to_db(bags[0], "dags", None)
        assert dagbag.sync_bag_to_db.call_count == 2


def test_a_right_schema_of_a_parameter_is_checked_once_and_a_wrong_one_each_time():
    validator = jsonschema.Draft202012Validator
    with patch.object(validator, "check_schema", Mock(wraps=validator.check_schema)) as check:
        with dag_run.parsed_once():
            for _ in range(2):
                jsonschema.validate("a", {"type": "string"})
                with pytest.raises(jsonschema.SchemaError):
                    jsonschema.validate("a", {"type": "no such type"})
        assert check.call_count == 1 + 2
        jsonschema.validate("a", {"type": "string"})
        assert check.call_count == 1 + 2 + 1
