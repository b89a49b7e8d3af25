"""The page is self-contained, has the figures of the marts, and shows no small count."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from publish.page import drawings, manager_page
from tests.publish import page_marts
from tests.publish.written_pages import facts, loads, rows

pytestmark = pytest.mark.slow


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    folder = tmp_path / "publication"
    folder.mkdir()
    page_marts.write(folder)
    return folder


def written(publication: Path) -> dict[str, str]:
    return page_marts.pages_of(publication, manager_page.PAGES)


def test_each_authority_has_a_page_with_the_figures_of_the_marts(publication: Path):
    pages = written(publication)
    assert set(pages) == {"990.html", "991.html"}
    shown = pages["990.html"]
    assert "as at 20 November 2026" in shown
    assert "62.5 %" in shown
    assert "England 2024: 45.9 %" in shown
    assert ">321<" in shown
    assert ">999<" not in shown
    assert '<tr><th scope="row">Special schools</th><td>211</td><td>27.3</td>' in shown


def test_activity_lateness_advice_and_endings_are_tables_without_small_counts(publication: Path):
    shown = written(publication)["990.html"]
    cells = rows(shown)
    assert ["Q2 2026-27", "137", "+42 (+44.2 %)", "1–5", "–", "104", "95.2 %"] in cells
    assert ["October 2026", "40", "–", "20", "–", "–", "–"] in cells
    assert ["1 to 7 days", "12", "0", "1–5", "7"] in cells
    assert ["social care", "80", "75.0 %", "0", "0"] in cells
    assert ["health", "0", "–", "1–5", "1–5"] in cells
    assert ["Needs met", "11"] in cells
    assert ["Died", "1–5"] in cells
    assert ["Not to assess", "2026 to date", "40", "12", "1–5"] in cells
    assert ["Not to assess", "2025", "56", "–", "7"] in cells
    assert ["x", "2024", "9", "9", "9"] not in cells
    assert "Q3 2026-27" not in shown


def test_growth_schools_and_the_step_to_year_7_are_shown_without_small_counts(publication: Path):
    shown = written(publication)["990.html"]
    cells = rows(shown)
    assert ["Autistic spectrum disorder", "176", "190", "+8.0 %", "+15.8 % (4)"] in cells
    assert not any(row[:2] == ["Multi-sensory impairment", "7"] for row in cells)
    assert ["Ashmere", "681", "+16.8 %", "+56.6 %"] in cells
    assert ["Neighbours", "mean", "+9.1 %", "–"] in cells
    assert not any(row[:1] == ["Others"] for row in cells)
    # Of the 48 children of both years, who cost 624,024.00: not the average of all 50 of the first.
    assert ["2024-25", "48", "16", "32", "£13,001", "-£1,779"] in cells
    assert ["2025-26", "1–5", "1–5", "1–5", "–", "–"] in cells
    assert not any(row[:1] == ["2023-24"] for row in cells)
    assert ["primary, 2 October 2025", "196", "8.7 %", "8.2 %"] in cells
    assert ["Draw Primary", "primary", "60", "33.3 %", "15.0 %"] in cells
    assert not any(row[:1] in (["Special"], ["Tiny"]) for row in cells)
    assert ["November 2026", "30", "12", "1–5", "11", "1–5"] in cells
    assert "June 2027" not in shown


def test_work_with_others_is_shown_where_the_authority_sends_it(publication: Path):
    pages = written(publication)
    shown = pages["990.html"]
    cells = rows(shown)
    assert ["continuing health care", "28", "7", "21"] in cells
    assert ["employment", "1–5", "1–5", "1–5"] in cells
    assert ["2026-27", "30", "20", "19", "14", "1–5"] in cells
    assert ["Decline &lt;School&gt;", "20", "11", "8.5"] in cells
    assert not any(row[:1] == ["URN 2"] for row in cells)
    assert ["2026-27, health", "£434", "£333", "£300", "£33", "£333"] in cells
    assert not any(row[:1] == ["2026-27, social care"] for row in cells)
    assert ["Outreach", "Head of SEND", "On &lt;track&gt;", "–", "green"] in cells
    assert "old words" not in shown
    assert "Schools consulted" not in pages["991.html"]


def test_places_now_and_to_come_are_shown_where_the_authority_sends_them(publication: Path):
    pages = written(publication)
    cells = rows(pages["990.html"])
    assert ["Special schools", "130", "120", "101", "9", "12", "7"] in cells
    assert ["SEN units", "8", "–", "1–5", "–", "–", "0"] in cells
    assert ["2027-28", "30", "20", "30", "180"] in cells
    assert not any(row[:1] == ["2026-27"] and len(row) == 5 for row in cells)
    assert "Places now" not in pages["991.html"]


def test_shares_of_pupils_stand_beside_the_neighbours_and_england(publication: Path):
    cells = rows(written(publication)["990.html"])
    assert ["2024-25, all schools", "12.4 %", "12.8 %", "14.2 %", "5.0 %", "–", "5.3 %"] in cells
    assert not any(row[:1] == ["2022-23, all schools"] for row in cells)


def test_wards_are_ranked_and_drawn_without_small_counts(publication: Path):
    pages = written(publication)
    shown = pages["990.html"]
    wards = [row for row in rows(shown) if row[:1] in (["Ab&lt;b&gt;ey"], ["Bridge"])]
    assert wards == [
        ["Ab&lt;b&gt;ey", "40", "30", "1–5"],
        ["Bridge", "suppressed", "suppressed", "suppressed"],
    ]
    drawn = shown.partition('<svg class="map"')[2].partition("</svg>")[0]
    titles = re.findall(r"<title>(.*?)</title>", drawn)
    assert titles == ["Ab&lt;b&gt;ey: 40 plans", "Bridge: suppressed", "Castle: 0 plans"]
    assert "Where children with plans live" not in pages["991.html"]


def test_moves_are_shown_by_phase_by_setting_and_after_year_11(publication: Path):
    pages = written(publication)
    cells = rows(pages["990.html"])
    assert ["secondary, 2027", "41", "0", "0", "0", "41"] in cells
    assert ["secondary, 2026", "33", "28", "1–5", "1–5", "0"] in cells
    assert not any(row[:1] == ["secondary, 2025"] for row in cells)
    assert ["Mainstream schools", "Mainstream schools", "30"] in cells
    assert ["Mainstream schools", "Special schools", "7"] in cells
    assert not any(row[1:2] == ["Bases &lt;units&gt;"] for row in cells)
    assert ["Colleges", "75", "22", "65"] in cells
    assert ["Apprenticeship", "1–5", "1–5", "–"] in cells
    assert "Phase transfers" not in pages["991.html"]


def test_reviews_of_earlier_months_are_shown_while_they_are_overdue(publication: Path):
    cells = rows(written(publication)["990.html"])
    assert ["earlier", "–", "–", "–", "13", "–"] in cells
    assert ["November 2026", "30", "12", "1–5", "11", "1–5"] in cells


def test_growth_tells_who_counted_each_year_and_where_the_series_breaks(publication: Path):
    shown = written(publication)["990.html"]
    years = re.findall(
        r'<tr><th scope="row">(20\d\d)</th><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td>', shown
    )
    assert years == [
        ("2026", "772", "10.3", "case system"),
        ("2025", "700", "–", "case system"),
        ("2024", "654", "–", "DfE"),
    ]
    assert "From 2025 on (dashed line) the case system's own count" in shown


def test_a_screen_reader_finds_the_head_of_each_cell_and_section(publication: Path):
    shown = written(publication)["990.html"]
    assert shown.count("<main>") == shown.count("</main>") == shown.count("<h1>") == 1
    assert re.findall(r"<(h[1-6])", shown) == ["h1", *["h2"] * shown.count("<h2>")]
    bodies = re.findall(r"<tbody>(.*?)</tbody>", shown)
    starts = [row[:16] for body in bodies for row in body.split("<tr>")[1:]]
    assert len(starts) > 30
    assert set(starts) == {'<th scope="row">'}
    assert '<th scope="col">' in shown
    assert "<th>" not in shown
    assert "<p></p>" not in shown


def test_small_counts_and_suppressed_cells_are_not_shown(publication: Path):
    pages = written(publication)
    assert ("1–5", "of them past 20 weeks") in facts(pages["990.html"])
    assert (
        '<th scope="row">Multi-sensory impairment</th><td>suppressed</td><td>suppressed</td>'
        in pages["990.html"]
    )
    assert "75.0" not in pages["991.html"]
    assert re.findall(r"<td>([1-5])</td>", "".join(pages.values())) == []


def test_a_small_count_changes_no_drawing(publication: Path):
    drawn = set()
    for number in (2, 4):
        with duckdb.connect(str(publication / "send.duckdb")) as db:
            db.execute(
                "update marts.open_requests set requests = $1 where week_open = 30", [number]
            )
        shown = written(publication)["990.html"]
        shutil.rmtree(publication / "figures")
        drawn.add(tuple(drawing[0] for drawing in drawings.DRAWN.finditer(shown)))
    [same] = drawn
    assert any("Open requests by weeks" in drawing for drawing in same)


def test_a_page_loads_nothing_and_escapes_its_text(publication: Path):
    shown = written(publication)["990.html"]
    assert "A&lt;b&gt;shmere" in shown
    assert "A<b>shmere" not in shown
    assert loads(shown) == []


def test_the_same_marts_give_the_same_bytes(publication: Path, tmp_path: Path):
    first = written(publication)
    again = tmp_path / "again"
    again.mkdir()
    (again / "send.duckdb").write_bytes((publication / "send.duckdb").read_bytes())
    assert written(again) == first
