"""Each dashboard in headless Chromium, as a reader opens it: no error, no empty chart."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.superset import files
from tests.superset.conftest import PASSWORD, Server

CHROMIUM = Path("/usr/bin/chromium")
DASHBOARDS = {each["slug"]: each for each in files.assets("dashboards").values()}
DESKTOP = {"width": 1440, "height": 3900}  # high: charts below the window are not drawn
WAIT_SECONDS = 240


@pytest.fixture(scope="module")
def page(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page of a browser in which the administrator is logged in."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="needs `uv sync --group browser`, see docs/dashboards.md"
    )
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's chromium: apt-get install -y chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch_persistent_context(
            str(tmp_path_factory.mktemp("profile")),
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--no-first-run",
                  "--disable-background-networking"],
            viewport=DESKTOP,
        )  # fmt: skip
        opened = browser.pages[0]
        opened.set_default_timeout(WAIT_SECONDS * 1000)
        opened.goto(f"{server.address}/login/")
        opened.fill("#username", "admin")
        opened.fill("#password", PASSWORD)
        opened.keyboard.press("Enter")
        opened.wait_for_url("**/welcome/**")
        opened.wait_for_load_state("networkidle")
        yield opened
        browser.close()


@pytest.mark.parametrize("slug", DASHBOARDS)
def test_a_dashboard_shows_every_chart(
    page: Any, server: Server, slug: str, request: pytest.FixtureRequest
) -> None:
    charts = {
        box["meta"]["sliceName"]
        for box in DASHBOARDS[slug]["position"].values()
        if isinstance(box, dict) and box["type"] == "CHART"
    }
    responses: list[Any] = []

    def keep(response: Any) -> None:
        responses.append(response)

    page.on("response", keep)
    page.goto(f"{server.address}/superset/dashboard/{slug}/")
    page.wait_for_function(
        "titles => titles.every(each => document.body.innerText.includes(each))",
        arg=sorted(charts),
    )
    page.wait_for_function(
        "() => !document.body.innerText.includes('Waiting on') && "
        "document.querySelectorAll('.loading').length === 0",
    )
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", keep)
    page.wait_for_timeout(2000)  # the bars grow for a second
    _screenshot(page, slug, request)
    alerts = page.evaluate(
        "() => [...document.querySelectorAll('[role=alert], .ant-alert-error, .ant-empty')]"
        ".map(each => each.innerText)"
    )
    assert [text for text in alerts if text.strip()] == []
    asked = [each for each in responses if "/api/v1/chart/data" in each.url]
    assert all(each.status == 200 for each in asked), [each.url for each in asked]
    results = [result for each in asked for result in _results(each)]
    assert len(results) >= len(charts)
    for result in results:
        assert result["error"] is None
        assert result["rowcount"] > 0
    own = (server.address, "data:", "blob:")
    assert [each.url for each in responses if not each.url.startswith(own)] == []


def _results(response: Any) -> list[dict[str, Any]]:
    """The results of a chart's query; none of one that the browser dropped for a newer one."""
    from playwright.sync_api import Error

    try:
        results: list[dict[str, Any]] = response.json()["result"]
    except Error as reason:
        if "No resource with given identifier" in str(reason):
            return []
        raise
    return results


def _screenshot(page: Any, slug: str, request: pytest.FixtureRequest) -> None:
    """Keep what was shown, where the option says: docs/dashboards has five of these."""
    folder = request.config.getoption("--screenshots")
    if folder is None:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    bottom = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('.dragdroppable')]"
        ".map(each => each.getBoundingClientRect().bottom))"
    )
    page.screenshot(
        path=Path(folder) / f"{slug}.png",
        clip={"x": 0, "y": 0, "width": DESKTOP["width"], "height": int(bottom) + 20},
    )
