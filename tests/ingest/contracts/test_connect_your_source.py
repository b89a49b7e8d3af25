"""The contract and the file of docs/connect-your-source.md, as the guide writes them."""

import re
from pathlib import Path

import pytest
import yaml

from ingest import contract_files
from tests.ingest import shapes

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "connect-your-source.md"
REQUESTS = "case_system/requests.312.yml"
FILE = "312/case_system/EHC_Requests_20261120.csv"
HEADER = (
    "Request Ref;Child Ref;Date Request Received;Decision;Decision Date;Requested By;Case Worker"
)


def guide_contract():
    [block] = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    return block


def rows(*more):
    good = [
        f"R-{n};P{n};05/01/2026;Agreed to assess;10/02/2026;Parent;A. Worker" for n in range(40)
    ]
    return "\n".join([HEADER, *good, *more]) + "\n"


def test_the_guides_contract_loads_the_guides_file(installation, overlay):
    overlay(REQUESTS, guide_contract())
    installation.send("312/case_system/persons__2026-11-20.csv", shapes.persons())
    installation.send(FILE, rows("R-99;P1;05/01/2026;Perhaps;10/02/2026;School;A. Worker"))
    receipt = installation.load()[FILE]
    assert (receipt.outcome, receipt.business_date) == ("accepted_with_rejects", "2026-11-20")
    assert receipt.rows_accepted == 40
    [finding] = receipt.findings
    assert finding.startswith("request_outcome: found the shape AAAAAAA, expected one of Y, N")
    assert installation.rows(
        "select distinct received_date::varchar, request_outcome, request_source, rya "
        "from '{raw}/case_system/requests/312/*.parquet'"
    ) == [("2026-01-05", "Y", "1", None)]


def test_other_authorities_are_not_affected(installation, overlay):
    overlay(REQUESTS, guide_contract())
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons())
    installation.send("205/case_system/requests__2026-11-20.csv", shapes.requests())
    assert {r.outcome for r in installation.load().values()} == {"accepted"}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("columns:\n  recieved_date: {aliases: [x]}\n", "recieved_date"),
        ("date_format: ['%d/%m/%Y']\n", "date_format"),
        ("columns: [\n", "expected YAML"),
        ("key: [request_no]\n", "key: found a key of the dataset"),
    ],
)
def test_a_wrong_contract_is_named(overlay, wrong, message):
    overlay(REQUESTS, wrong)
    fault = contract_files.fault("case_system", "312", "requests")
    assert fault.startswith("settings/contracts/case_system/requests.312.yml: ")
    assert message in fault
    assert list(map(str, contract_files.problems())) == [fault]


def test_the_guide_names_every_key_of_its_example():
    named = set(re.findall(r"`([a-z_]+)`", GUIDE.read_text("utf-8")))
    example = yaml.safe_load(guide_contract())
    used = {*example, *(key for column in example["columns"].values() for key in column)}
    assert used - {"columns"} <= named
