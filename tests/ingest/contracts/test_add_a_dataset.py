"""The dataset of docs/add-a-dataset.md loads as the guide writes it."""

import re
from pathlib import Path

import pytest

from expectations import case_system, suites
from ingest import contract_files
from tests.ingest import shapes

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "add-a-dataset.md").read_text("utf-8")
CONTRACT = "case_system/mediations.yml"
FILE = "205/case_system/mediations__2026-11-20.csv"
HEADER = "mediation_id,request_id,requested_date,outcome,outcome_date"


def example(language, number=0):
    """A code block of the guide in a language; the first one unless it is said."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)[number]


@pytest.fixture
def mediations(installation, overlay, monkeypatch):
    """An installation that has the dataset, and the persons and requests that it refers to."""
    overlay(CONTRACT, example("yaml"))
    module = dict(vars(case_system))
    exec(example("python"), module)
    added = {"case_system.mediations": module["mediations"]}
    monkeypatch.setattr(suites, "SUITES", suites.SUITES | added)
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons())
    installation.send("205/case_system/requests__2026-11-20.csv", shapes.requests())
    return installation


def rows(*more):
    good = [f"M-{n},R{n},2026-03-02,agreed,2026-04-10" for n in range(40)]
    return "\n".join([HEADER, *good, *more]) + "\n"


def test_the_guides_rows_are_loaded_and_the_impossible_one_is_quarantined(mediations):
    mediations.send(FILE, rows("M-90,R1,2026-03-02,agreed,2026-02-01", "M-91,R2,,agreed,"))
    receipt = mediations.load()[FILE]
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted_with_rejects", 41)
    before, missing = receipt.findings
    assert before.startswith("outcome_date: before requested_date: 1 row(s)")
    assert missing.startswith("requested_date: missing, so it counts in no period: 1 row(s)")


def test_a_mediation_joins_its_request(mediations):
    mediations.send(FILE, rows())
    mediations.load()
    folder = "'{raw}/case_system/%s/205/*.parquet'"
    joined = f"{folder % 'mediations'} join {folder % 'requests'} using (request_key)"
    assert mediations.rows(f"select count(*) from {joined}") == [(40,)]


def test_the_guides_models_name_the_columns_of_raw(mediations):
    contract = contract_files.of_source("case_system", "205")["mediations"]
    stored = {contract.raw_name(name) for name in contract.columns}
    versions = example("sql").split("validity_ranges(")[1]
    assert set(re.findall(r"'(\w+)'", versions)) == stored
    [selected] = re.findall(r"\nselect\n(.*?)\n\nfrom ", example("sql", 1), re.DOTALL)
    names = {name.strip() for name in selected.split(",")}
    assert names == stored | {"la_code", "_load_id", "_line"}


def test_every_dataset_has_a_suite_and_every_suite_a_dataset():
    datasets = {
        f"{source}.{dataset}".replace("-", "_")
        for source in contract_files.sources()
        for dataset in contract_files.of_source(source, "")
    }
    assert set(suites.SUITES) == datasets
