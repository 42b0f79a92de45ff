"""Every view under axe-core, wide and narrow, light and dark; and that nothing is wider than a small phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.looking import Looking
from tests.dashboard.test_edits import address, channel
from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin

pytestmark = pytest.mark.story

VIEWS = [
    "",
    "#/activity",
    "#/feeds/cats",
    "#/feeds/cats/downloads/secret",
    "#/feeds/cats/edit",
    "#/add",
    "#/storage",
    "#/config",
]


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe.min.js, from the npm package whose folder AXE_CORE names."""
    file = Path(os.environ.get("AXE_CORE", "node_modules/axe-core")) / "axe.min.js"
    if not file.exists():
        pytest.skip("axe-core is not here; AXE_CORE names the folder of its npm package")
    return file.read_text()


def violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run()).violations")
    return [f"{one['impact']} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def look(page: Page, url: str) -> None:
    page.goto("about:blank")
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")


def test_no_view_keeps_anybody_out(site: Site, begin: Begin, looking: Looking, axe: str) -> None:
    url = channel(site, "cats", video("secret", published=days_ago(9)).private())
    with begin(f'[feeds.cats]\nurl = "{url}"\n') as service:
        for _ in range(3):
            service.until("download_finished")
        for dark, width in ((False, 1280), (True, 390)):
            page = looking.at("about:blank", dark=dark, width=width, still=True)
            for view in VIEWS:
                look(page, address(service) + view)
                assert violations(page, axe) == [], view


@pytest.mark.parametrize("width", [360, 768, 2560])
def test_no_view_is_wider_than_its_window(site: Site, begin: Begin, looking: Looking, width: int) -> None:
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    url = channel(site, "cats", video("secret", title=long * 2, published=days_ago(9)).private())
    with begin(f'[feeds.cats]\nurl = "{url}"\n') as service:
        service.until("download_finished")
        page = looking.at("about:blank", width=width)
        for view in VIEWS:
            look(page, address(service) + view)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, view
