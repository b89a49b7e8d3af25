"""The page is self-contained, has the figures of the marts, and shows what the open tables show."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from publish.page import open_page
from tests.publish import page_marts
from tests.publish.written_pages import facts, loads

pytestmark = pytest.mark.slow

AS_AT = date(2026, 11, 20)


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    """990 has a rate and few requests in breach; everything of 991 is suppressed."""
    folder = tmp_path / "publication"
    (folder / "open").mkdir(parents=True)
    with duckdb.connect(str(folder / "open" / "send.duckdb")) as db:
        db.execute(
            """
            create schema marts; create schema ops;
            create table ops.publications as
                select date '2026-11-20' as as_at, []::varchar[] as held_back;
            create table marts.timeliness_published as from (values
                ('990', 'final_plan_20_weeks', date '2025-10-01', date '2026-03-31', 41, 61.0),
                ('990', 'final_plan_20_weeks', date '2026-04-01', date '2026-09-30', 40, 62.5),
                ('990', 'decision_6_weeks', date '2026-04-01', date '2026-09-30', 80, 99.9),
                ('991', 'final_plan_20_weeks', date '2026-04-01', date '2026-09-30', null, null)
            ) t (la_code, clock, period_start, period_end, completed, within_time_pct);
            alter table marts.timeliness_published add column as_at date default '2026-11-20';
            create table marts.open_requests_published as from (values
                ('990', 'total', 37), ('990', 'over_6_to_20_weeks', 17),
                ('990', 'up_to_6_weeks', null), ('990', 'over_20_weeks', null)
            ) o (la_code, band, requests);
            create table marts.benchmarks as from (values
                ('990', 'A<b>shmere', '2025', '2024', 'plans_new', 1.0, true),
                ('990', 'A<b>shmere', '2025', '2025', 'plans_january', 690.0, false),
                ('990', 'A<b>shmere', '2026', '2025', 'plans_january', 700.0, true),
                ('990', 'A<b>shmere', '2026', '2026', 'plans_january', 772.0, true),
                ('990', 'A<b>shmere', '2026.1', '2026', 'plans_january', 1.0, false),
                (null, 'England', '2025', '2024', 'within_20_weeks_pct', 45.9, true)
            ) b (la_code, area_name, vintage, period, measure, value, is_latest);
            alter table marts.benchmarks add column area_code varchar;
            alter table marts.benchmarks add column area_level varchar;
            update marts.benchmarks set area_code = coalesce(la_code, 'E92000001'),
                area_level = if(la_code is null, 'england', 'local_authority');
            create table marts.dim_need as from (values
                ('ASD', 'Autistic spectrum disorder', 1), ('MSI', 'Multi-sensory impairment', 11)
            ) d (primary_need, need_label, need_order);
            create table marts.needs_profile_published as from (values
                ('990', date '2026-10-31', false, 'primary_need', 'ASD', 321, 41.6, 1),
                ('990', date '2026-10-31', false, 'primary_need', 'MSI', null, null, null),
                ('990', date '2026-09-30', false, 'primary_need', 'OLD', 999, 50.0, null),
                ('990', date '2026-10-31', false, 'sex', 'total', 500, 60.0, null),
                ('990', date '2026-10-31', false, 'all', 'total', 772, 100.0, null),
                ('990', date '2026-01-15', true, 'all', 'total', 101, 100.0, 72)
            ) n (la_code, as_at, is_census_day, breakdown, primary_need, plans, plans_pct,
                change_on_year);
            create table marts.plans_by_ward_published as from (values
                ('990', date '2026-01-15', 'total', null, true, 101),
                ('990', date '2026-01-15', 'E1', 'Ab<b>ey', false, 71),
                ('990', date '2026-01-15', 'E2', 'Bridge', false, null),
                ('990', date '2026-01-15', 'not_recorded', null, false, null)
            ) w (la_code, counted_on, ward_code, ward_name, is_total, plans);
            create table marts.ward_boundaries as from (values
                ('990', 'E1', 'Ab<b>ey', '0.0,51.0 0.1,51.0 0.1,51.1 0.0,51.0'),
                ('990', 'E2', 'Bridge', '0.1,51.0 0.2,51.0 0.2,51.1 0.1,51.0'),
                ('990', 'E3', 'Castle', '0.2,51.0 0.3,51.0 0.3,51.1 0.2,51.0'),
                ('991', 'E4', 'Down', '0.2,51.0 0.3,51.0 0.3,51.1 0.2,51.0')
            ) o (la_code, ward_code, ward_name, boundary);
            """
        )
    return folder


def written(publication: Path) -> dict[str, str]:
    return page_marts.pages_of(publication, open_page.PAGES)


def test_each_authority_has_a_page_with_the_figures_of_the_marts(publication: Path):
    pages = written(publication)
    assert set(pages) == {"990.html", "991.html"}
    shown = pages["990.html"]
    assert "as at 20 November 2026" in shown
    assert "62.5 %" in shown
    assert "England 2024: 45.9 %" in shown
    assert ">321<" in shown
    assert ">999<" not in shown
    assert '<th scope="row">2026</th><td>772</td><td>+72</td>' in shown
    assert "No release of DfE with this authority is loaded" in pages["991.html"]


def test_what_the_open_tables_suppress_is_not_shown(publication: Path):
    pages = written(publication)
    assert ("suppressed", "of them past 20 weeks") in facts(pages["990.html"])
    assert (
        '<th scope="row">Multi-sensory impairment</th><td>suppressed</td><td>suppressed</td>'
        in pages["990.html"]
    )
    assert ("suppressed", "issued within 20 weeks, April to September 2026") in facts(
        pages["991.html"]
    )


def test_wards_are_shown_as_of_the_census_day(publication: Path):
    """Castle has an outline and no plan; 991 has outlines and no lookup."""
    pages = written(publication)
    shown = pages["990.html"]
    assert "By where children lived on 15 January 2026" in shown
    assert '<th scope="row">Ab&lt;b&gt;ey</th><td>71</td>' in shown
    assert '<th scope="row">Bridge</th><td>suppressed</td>' in shown
    assert '<th scope="row">Ward not known</th><td>suppressed</td>' in shown
    titles = ("Ab&lt;b&gt;ey: 71 plans", "Bridge: suppressed", "Castle: 0 plans")
    for title in titles:
        assert f"<title>{title}</title>" in shown
    assert "Where children with plans live" not in pages["991.html"]


def test_a_page_reads_nothing_but_the_open_tables(publication: Path):
    """The operator's send.duckdb is not even there."""
    assert not (publication / "send.duckdb").exists()
    assert len(written(publication)) == 2


def test_a_page_loads_nothing_and_escapes_its_text(publication: Path):
    shown = written(publication)["990.html"]
    assert "A&lt;b&gt;shmere" in shown
    assert "A<b>shmere" not in shown
    assert loads(shown) == []


def test_the_same_marts_give_the_same_bytes(publication: Path, tmp_path: Path):
    first = written(publication)
    again = tmp_path / "again"
    shutil.copytree(publication / "open", again / "open")
    assert written(again) == first
