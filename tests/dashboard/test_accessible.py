"""Every view under axe-core, wide and narrow, light and dark; and that nothing is wider than its window."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.axe import violations
from tests.dashboard.looking import Looking, address
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
WIDTHS = (360, 1280)


def go(page: Page, view: str) -> None:
    """Go to another view of the page as it is, as somebody who clicks does."""
    page.evaluate("(hash) => { location.hash = hash }", view.removeprefix("#") or "/")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.get_by_text("Loading…")).to_have_count(0)


def faults(page: Page, axe: str) -> list[str]:
    """Give what axe finds at each width."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        found += [f"{width} {fault}" for fault in violations(page, axe)]
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_view_keeps_anybody_out(house: Service, looking: Looking, axe: str, dark: bool) -> None:
    page = looking.at(address(house), still=True, dark=dark)
    for view in VIEWS:
        go(page, view)
        assert faults(page, axe) == [], view


def test_neither_a_menu_nor_a_question_keeps_anybody_out(house: Service, looking: Looking, axe: str) -> None:
    page = looking.at(f"{address(house)}#/feeds/cats", still=True, dark=True)
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("menuitem", name="Delete the feed…")).to_be_visible()
    assert violations(page, axe) == []
    page.get_by_role("menuitem", name="Delete the feed…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page, axe) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_log_in_keeps_nobody_out(guarded: Service, looking: Looking, axe: str, dark: bool) -> None:
    page = looking.at(address(guarded), still=True, dark=dark)
    expect(page.get_by_label("Admin token")).to_be_visible()
    assert faults(page, axe) == []


def test_no_view_is_wider_than_its_window(house: Service, looking: Looking) -> None:
    page = looking.at(address(house))
    for view in VIEWS:
        go(page, view)
        for width in (360, 768, 1024, 2560):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, (view, width)
