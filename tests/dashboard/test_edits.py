"""Feeds added and edited on the page, and the file edited by hand beside it."""

from __future__ import annotations

import tomllib

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.axe import violations
from tests.dashboard.looking import Looking, address
from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.service import Service

pytestmark = [pytest.mark.story, pytest.mark.slow]


def channel(site: Site, name: str) -> str:
    """Make a channel of three items; give its address."""
    videos = (video(f"{name}{n}", seconds=2, published=days_ago(n)) for n in range(1, 4))
    site.channel(name, title=f"All about {name}").has(*videos)
    return f"{site.url}/@{name}/videos"


def feeds(service: Service) -> dict[str, dict[str, object]]:
    """Give the feeds as the file has them."""
    found: dict[str, dict[str, object]] = tomllib.loads(service.config.read_text()).get("feeds", {})
    return found


def mark(page: Page) -> None:
    """Leave something that a reload would wipe away."""
    page.evaluate("() => { window.mark = 'here' }")


def unmoved(page: Page) -> bool:
    return bool(page.evaluate("() => window.mark === 'here'"))


def test_a_newcomer_without_feeds_adds_one_after_a_preview_and_it_stands_in_the_file(
    site: Site, begin: Begin, looking: Looking, axe: str
) -> None:
    url = channel(site, "cats")
    with begin("# kept\n[access]\nallow_private_urls = true\n") as service:
        page = looking.at(address(service))
        expect(page.get_by_text("[feeds.example]")).to_be_visible()
        assert violations(page, axe) == []
        page.get_by_role("link", name="Add your first feed").click()
        page.get_by_label("Address").fill(url)
        expect(page.get_by_label("Name", exact=True)).to_have_value("cats")
        page.get_by_label("Newest episodes").fill("1")
        page.get_by_role("button", name="Preview").click()
        preview = page.get_by_role("region", name="Preview: All about cats")
        expect(preview.get_by_role("listitem")).to_have_count(3)
        expect(page.get_by_role("button", name="Preview")).to_be_focused()
        assert feeds(service) == {}
        page.get_by_role("button", name="Add the feed").press("Enter")
        expect(page.get_by_role("heading", name="All about cats", level=1)).to_be_focused()
        assert feeds(service) == {"cats": {"url": url, "keep_last": 1}}
        assert "# kept" in service.config.read_text()
        expect(page.get_by_role("button", name="Downloaded 1")).to_be_visible()


def test_an_edit_on_the_page_changes_that_key_alone(house: Service, looking: Looking) -> None:
    before = house.config.read_text()
    page = looking.at(f"{address(house)}#/feeds/later/edit")
    expect(page.get_by_label("Newest episodes")).to_have_value("1")
    page.get_by_label("Title", exact=True).fill("Heard of")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Heard of", level=1)).to_be_visible()
    assert house.config.read_text() == before.replace('"Hear it later"', '"Heard of"')


def test_a_value_that_cannot_be_is_told_with_its_key_and_nothing_is_written(house: Service, looking: Looking) -> None:
    before = house.config.read_text()
    page = looking.at(f"{address(house)}#/feeds/later/edit")
    expect(page.get_by_label("Schedule")).to_have_value("manual")
    page.get_by_label("Schedule").fill("now and then")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("schedule")
    assert house.config.read_text() == before


def test_the_file_edited_by_hand_shows_on_every_open_page_without_a_reload(house: Service, looking: Looking) -> None:
    pages = [looking.at(address(house)) for _ in range(2)]
    for page in pages:
        expect(page.get_by_role("link", name="All about cats")).to_be_visible()
        mark(page)
    written = house.config.read_text()
    added = '[feeds.dogs]\nschedule = "manual"\n[feeds.dogs.metadata]\ntitle = "All about dogs"\n'
    house.config.write_text(f"{written}\n{added}")
    for page in pages:
        expect(page.get_by_role("row").filter(has_text="All about dogs")).to_contain_text("by hand")
    # One more has seen none of the events, only what is.
    pages.append(looking.at(address(house)))
    expect(pages[-1].get_by_role("row").filter(has_text="All about dogs")).to_contain_text("by hand")
    tables = {page.get_by_role("table", name="Feeds").inner_text() for page in pages}
    assert len(tables) == 1, tables
    house.config.write_text(written)
    for page in pages:
        expect(page.get_by_role("link", name="All about dogs")).to_have_count(0)
    assert all(map(unmoved, pages[:2]))


def test_a_mistake_in_the_file_is_told_with_its_line_until_it_is_mended(house: Service, looking: Looking) -> None:
    page = looking.at(address(house))
    expect(page.get_by_role("link", name="All about cats")).to_be_visible()
    written = house.config.read_text()
    house.config.write_text(written.replace("keep_last = 1", 'keep_last = "many"'))
    line = written.splitlines().index("keep_last = 1 # few") + 1
    page.get_by_role("link", name="Show").click()
    expect(page.get_by_text("feeds.later.keep_last", exact=True)).to_be_visible()
    page.get_by_role("link", name=f"anypod.toml:{line}").click()
    expect(page.locator(f"#line-{line}")).to_be_focused()
    expect(page.locator(f"#line-{line}")).to_have_text('keep_last = "many" # few')
    house.config.write_text(written + "# mended\n")
    expect(page.get_by_text("The file has no mistakes.")).to_be_visible()
    expect(page.get_by_role("link", name="Show")).to_have_count(0)


def test_a_feed_goes_only_after_a_question(house: Service, looking: Looking) -> None:
    page = looking.at(f"{address(house)}#/feeds/doomed")
    before = set(feeds(house))
    for answer, gone in (("Cancel", set()), ("Delete", {"doomed"})):
        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Delete the feed…").click()
        page.get_by_role("dialog").get_by_role("button", name=answer).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        if gone:
            expect(page.get_by_role("heading", name="Feeds", level=1)).to_be_visible()
            expect(page.get_by_role("table", name="Feeds").get_by_role("link", name="doomed")).to_have_count(0)
        assert set(feeds(house)) == before - gone


def test_an_episode_is_pinned_found_and_deleted_by_keyboard(house: Service, looking: Looking) -> None:
    page = looking.at(f"{address(house)}#/feeds/cats")
    page.get_by_label("Search this feed").fill("cats1")
    row = page.get_by_role("row").filter(has_text="Downloaded")
    expect(row).to_have_count(1)
    row.get_by_role("button").press("Enter")
    page.get_by_role("menuitem", name="Pin").press("Enter")
    expect(row.get_by_text("Pinned")).to_be_visible()
    row.get_by_role("button").press("Enter")
    expect(page.get_by_role("menuitem", name="Delete…")).to_have_count(0)
    page.get_by_role("menuitem", name="Unpin").press("Enter")
    expect(row.get_by_text("Pinned")).to_be_hidden()
    row.get_by_role("button").press("Enter")
    for _ in range(10):
        if page.evaluate("() => document.activeElement.textContent") == "Delete…":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Delete").press("Enter")
    expect(page.get_by_role("row").filter(has_text="Archived")).to_have_count(1)
    assert house.statuses()["cats1"] == "archived"
