"""A chart is drawn once for all pages, and not at all where the page before has it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from publish import checksums
from publish.page import charts, drawings

NEEDS = [("Autism", 40), ("Down syndrome", None)]
Drawn = list[str]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """The titles of what matplotlib draws."""
    titles: Drawn = []
    draw = charts._svg

    def draws(axes: Callable[..., None], width: float, height: float, title: str) -> str:
        titles.append(title)
        return draw(axes, width, height, title)

    monkeypatch.setattr(charts, "_svg", draws)
    return titles


def page(publication: Path, before: Path | None, needs=None) -> str:
    """Write a page with a chart into a publication, and return the chart."""
    file = publication / "pages" / "990.html"
    file.parent.mkdir(parents=True)
    with drawings.kept(publication, before):
        drawings.read_earlier(file)
        chart = charts.plans_by_need(needs or NEEDS)
        assert charts.plans_by_need(needs or NEEDS) == chart
    file.write_text(f"<section>{chart}</section><svg class=map></svg>", "utf-8")
    checksums.write(publication)
    return chart


def test_an_equal_chart_is_taken_from_the_page_before(tmp_path: Path, drawn: Drawn) -> None:
    first = page(tmp_path / "1", None)
    again = page(tmp_path / "2", tmp_path / "1")
    assert again == first
    assert page(tmp_path / "3", tmp_path / "2") == first
    assert len(drawn) == 1


def test_a_chart_with_another_number_is_drawn(tmp_path: Path, drawn: Drawn) -> None:
    first = page(tmp_path / "1", None)
    other = page(tmp_path / "2", tmp_path / "1", [("Autism", 41), ("Down syndrome", None)])
    assert other != first
    assert len(drawn) == 2


def test_a_damaged_page_gives_no_chart(tmp_path: Path, drawn: Drawn) -> None:
    first = page(tmp_path / "1", None)
    file = tmp_path / "1" / "pages" / "990.html"
    file.write_text(file.read_text("utf-8").replace("Autism", "Altered"), "utf-8")
    assert page(tmp_path / "2", tmp_path / "1") == first
    assert len(drawn) == 2


def test_other_code_draws_again(tmp_path: Path, drawn: Drawn, monkeypatch) -> None:
    page(tmp_path / "1", None)
    monkeypatch.setattr(drawings, "_version", lambda: "another")
    page(tmp_path / "2", tmp_path / "1")
    assert len(drawn) == 2


def test_two_charts_of_the_same_figures_are_two(drawn: Drawn) -> None:
    with drawings.kept(Path("new"), None):
        shown = [("up to 6 weeks", 7, False)]
        assert charts.open_by_band(shown) != charts.open_by_band([("up to 6 weeks", 7, True)])
    assert len(drawn) == 2


def test_without_a_publication_a_chart_is_drawn(drawn: Drawn) -> None:
    assert charts.plans_by_need(NEEDS) == charts.plans_by_need(NEEDS)
    assert len(drawn) == 2
