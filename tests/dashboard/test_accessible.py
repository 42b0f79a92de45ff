"""Every view under axe-core, wide and narrow, light and dark; and that nothing is wider than its window."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.axe import violations
from tests.dashboard.looking import Looking, address, look
from tests.site.site import Site
from tests.stories.conftest import Begin
from tests.stories.service import Service

pytestmark = [pytest.mark.story, pytest.mark.slow]

VIEWS = [
    "",
    "#/activity",
    "#/feeds/cats",
    "#/feeds/cats/downloads/secret",
    "#/feeds/cats/downloads/cats1",
    "#/feeds/cats/edit",
    "#/add",
    "#/storage",
    "#/config",
]
LIGHT_WIDE, DARK_PHONE = (False, 1280), (True, 390)


def dress(page: Page, look: tuple[bool, int]) -> None:
    dark, width = look
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.set_viewport_size({"width": width, "height": 844})


def test_no_view_keeps_anybody_out(house: Service, looking: Looking, axe: str) -> None:
    page = looking.at("about:blank", still=True)
    for view in VIEWS:
        look(page, address(house) + view)
        for dressed in (LIGHT_WIDE, DARK_PHONE):
            dress(page, dressed)
            assert violations(page, axe) == [], (view, dressed)


def test_neither_a_menu_nor_a_question_keeps_anybody_out(house: Service, looking: Looking, axe: str) -> None:
    page = looking.at(f"{address(house)}#/feeds/cats", still=True, dark=True)
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("menuitem", name="Delete the feed…")).to_be_visible()
    assert violations(page, axe) == []
    page.get_by_role("menuitem", name="Delete the feed…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page, axe) == []


def test_neither_the_log_in_nor_an_empty_page_keeps_anybody_out(
    site: Site, begin: Begin, looking: Looking, axe: str
) -> None:
    page = looking.at("about:blank", still=True)
    with begin("") as service:
        page.goto(address(service))
        expect(page.get_by_role("heading", name="Follow something")).to_be_visible()
        assert violations(page, axe) == []
        service.config.write_text(
            service.config.read_text().replace("admin_port", 'admin_token = "horse-battery"\nadmin_port')
        )
        service.stop()
        service.start()
        page.goto(address(service))
        expect(page.get_by_label("Admin token")).to_be_visible()
        for dressed in (LIGHT_WIDE, DARK_PHONE):
            dress(page, dressed)
            assert violations(page, axe) == [], dressed


def test_no_view_is_wider_than_its_window(house: Service, looking: Looking) -> None:
    page = looking.at("about:blank")
    for view in VIEWS:
        look(page, address(house) + view)
        for width in (360, 768, 1024, 2560):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, (view, width)
