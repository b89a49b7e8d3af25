"""dbt's exposures name the marts that each page and the workbook read."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "publish" / "page"
EXPOSURES = ROOT / "dbt_project" / "models" / "marts" / "_exposures.yml"


def named(*files: Path) -> set[str]:
    return set(re.findall(r"\bmarts\.([a-z]\w+)", "".join(file.read_text() for file in files)))


def read_by_page(name: str) -> set[str]:
    """The marts that a page's module names, and those of the sections that it imports."""
    text = (PAGES / f"{name}.py").read_text()
    imported = re.findall(r"from publish\.page import (?:\(([^)]*)\)|(.+))", text)
    modules = {module for parts in imported for module in re.findall(r"\w+", " ".join(parts))}
    modules |= set(re.findall(r"from publish\.page\.(\w+) import", text))
    return named(*(PAGES / f"{module}.py" for module in {name, *modules}))


def depends_on(name: str) -> set[str]:
    exposures = yaml.safe_load(EXPOSURES.read_text())["exposures"]
    [found] = [each["depends_on"] for each in exposures if each["name"] == name]
    return {ref.removeprefix("ref('").removesuffix("')") for ref in found}


@pytest.mark.parametrize("page", ["open_page", "manager_page", "cases_page"])
def test_an_exposure_names_the_marts_of_its_page(page: str):
    assert depends_on(page) == read_by_page(page)


def test_the_exposure_of_the_workbook_names_the_marts_of_its_sheets():
    assert depends_on("workbook") == named(*(ROOT / "publish" / "sheets").glob("*.py"))


def test_the_exposure_of_the_power_bi_project_names_the_marts_of_its_measures():
    metrics = EXPOSURES.parent / "metrics" / "_semantic_models.yml"
    models = yaml.safe_load(metrics.read_text())["semantic_models"]
    assert depends_on("power_bi") == {
        each["model"].removeprefix("ref('").removesuffix("')") for each in models
    }
