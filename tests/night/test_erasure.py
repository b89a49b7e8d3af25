"""A person is erased from nights that were published, and stays away when all is built anew."""

import os
import shutil
import subprocess
import sys

from tests.conftest import House
from tests.ingest import shapes
from tests.ingest.test_erase import PLANTED, WHO, traces
from tests.night.conftest import REPOSITORY, night, published_bytes

FOLDER = "312/case_system"
ASKED = ["--la", "312", "--date", "2026-11-23", "--by", "DPO", "--reason", "upheld"]


def send(house):
    for date in ("2026-11-19", "2026-11-20"):
        persons = shapes.persons(5, shapes.person(99, **WHO))
        requests = shapes.requests(5, shapes.request(99, id="R-PLANTED-1", person="P-PLANTED-1"))
        house.send(f"{FOLDER}/persons__{date}.csv", persons)
        house.send(f"{FOLDER}/requests__{date}.csv", requests)


def test_a_published_person_is_erased_and_stays_away_from_a_rebuild(tmp_path):
    house = House(tmp_path)
    send(house)
    before = night(tmp_path)
    assert before.exit_code == 0, before.printed
    assert before.rows("select count(*) from marts.fct_ehc_requests") == [(6,)]
    done = subprocess.run(
        [sys.executable, "-m", "dags.erase", *ASKED],
        input="P-PLANTED-1\n",
        cwd=REPOSITORY,
        env=os.environ | {"SEND_HOME": str(tmp_path), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    assert "P-PLANTED-1" not in done.stdout + done.stderr
    assert before.rows("select count(*) from marts.fct_ehc_requests") == [(5,)]
    assert traces(house, PLANTED[:4]) == set()
    published = published_bytes(tmp_path)
    for path in tmp_path.iterdir():
        if path.name in ("landing", "airflow"):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    assert night(tmp_path).exit_code == 0
    assert traces(house, PLANTED[:4]) == set()
    assert published_bytes(tmp_path) == published
