"""Feeds added and edited on the page, and the file edited by hand beside it."""

from __future__ import annotations

import tomllib

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.looking import Looking, address
from tests.site.site import Site
from tests.site.video import Video, days_ago, video
from tests.stories.conftest import Begin
from tests.stories.service import Service

pytestmark = [pytest.mark.story, pytest.mark.slow]


def channel(site: Site, name: str, *more: Video) -> str:
    """Make a channel of three items and some; give its address."""
    videos = (video(f"{name}{n}", seconds=2, published=days_ago(n)) for n in range(1, 4))
    site.channel(name, title=f"All about {name}").has(*videos, *more)
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
    site: Site, begin: Begin, looking: Looking
) -> None:
    url = channel(site, "cats")
    with begin("# kept\n") as service:
        page = looking.at(address(service))
        expect(page.get_by_text("[feeds.example]")).to_be_visible()
        page.get_by_role("link", name="Add your first feed").click()
        page.get_by_label("Address").fill(url)
        expect(page.get_by_label("Name", exact=True)).to_have_value("cats")
        page.get_by_label("Newest episodes").fill("2")
        page.get_by_role("button", name="Preview").click()
        preview = page.get_by_role("region", name="Preview: All about cats")
        expect(preview.get_by_role("listitem")).to_have_count(3)
        assert feeds(service) == {}
        page.get_by_role("button", name="Add the feed").click()
        expect(page.get_by_role("heading", name="All about cats", level=1)).to_be_visible()
        assert feeds(service) == {"cats": {"url": url, "keep_last": 2}}
        assert "# kept" in service.config.read_text()
        expect(page.get_by_role("button", name="Downloaded 2")).to_be_visible()


def test_an_edit_on_the_page_changes_that_key_alone(site: Site, begin: Begin, looking: Looking) -> None:
    url = channel(site, "cats")
    with begin(f'[feeds.cats]\nurl = "{url}" # the cats\nkeep_last = 1\n') as service:
        page = looking.at(f"{address(service)}#/feeds/cats/edit")
        expect(page.get_by_label("Newest episodes")).to_have_value("1")
        page.get_by_label("Newest episodes").fill("3")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("button", name="Downloaded 3")).to_be_visible()
        assert f'url = "{url}" # the cats\nkeep_last = 3\n' in service.config.read_text()


def test_a_value_that_cannot_be_is_told_with_its_key_and_nothing_is_written(
    site: Site, begin: Begin, looking: Looking
) -> None:
    url = channel(site, "cats")
    with begin(f'[feeds.cats]\nurl = "{url}"\n') as service:
        before = service.config.read_text()
        page = looking.at(f"{address(service)}#/feeds/cats/edit")
        expect(page.get_by_label("Address")).to_have_value(url)
        page.get_by_label("Schedule").fill("now and then")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text("schedule")
        assert service.config.read_text() == before


def test_the_file_edited_by_hand_shows_on_every_open_page_without_a_reload(
    site: Site, begin: Begin, looking: Looking
) -> None:
    cats, dogs = channel(site, "cats"), channel(site, "dogs")
    with begin(f'[feeds.cats]\nurl = "{cats}"\n') as service:
        pages = [looking.at(address(service)) for _ in range(2)]
        for page in pages:
            expect(page.get_by_role("link", name="All about cats")).to_be_visible()
            mark(page)
        written = service.config.read_text()
        service.config.write_text(f'{written}\n[feeds.dogs]\nurl = "{dogs}"\nkeep_last = 1\n')
        for page in pages:
            row = page.get_by_role("row").filter(has_text="All about dogs")
            expect(row.get_by_role("cell").nth(2)).to_have_text("1")
            expect(page.get_by_text("2 feeds · 4 episodes")).to_be_visible()
        service.config.write_text(written)
        for page in pages:
            expect(page.get_by_role("link", name="All about dogs")).to_have_count(0)
            assert unmoved(page)
        # One more has seen none of the events, only what is.
        pages.append(looking.at(address(service)))
        expect(pages[-1].get_by_text("1 feed · 3 episodes")).to_be_visible()
        tables = {page.get_by_role("table", name="Feeds").inner_text() for page in pages}
        assert len(tables) == 1, tables


def test_a_mistake_in_the_file_is_told_with_its_line_until_it_is_mended(
    site: Site, begin: Begin, looking: Looking
) -> None:
    url = channel(site, "cats")
    with begin(f'[feeds.cats]\nurl = "{url}"\nkeep_last = 1\n') as service:
        page = looking.at(address(service))
        expect(page.get_by_role("link", name="All about cats")).to_be_visible()
        written = service.config.read_text()
        service.config.write_text(written.replace("keep_last = 1", 'keep_last = "many"'))
        line = written.splitlines().index("keep_last = 1") + 1
        page.get_by_role("link", name="Show").click()
        expect(page.get_by_text("feeds.cats.keep_last", exact=True)).to_be_visible()
        expect(page.get_by_text(f"anypod.toml:{line}")).to_be_visible()
        service.config.write_text(written + "# mended\n")
        expect(page.get_by_text("The file has no mistakes.")).to_be_visible()


def test_a_feed_goes_only_after_a_question(site: Site, begin: Begin, looking: Looking) -> None:
    url = channel(site, "cats")
    with begin(f'[feeds.cats]\nurl = "{url}"\n') as service:
        page = looking.at(f"{address(service)}#/feeds/cats")
        for answer, left in (("Cancel", {"cats"}), ("Delete", set())):
            page.get_by_role("button", name="More").click()
            page.get_by_role("menuitem", name="Delete the feed…").click()
            page.get_by_role("dialog").get_by_role("button", name=answer).click()
            expect(page.get_by_role("dialog")).to_have_count(0)
            if not left:
                expect(page.get_by_role("heading", name="Follow something")).to_be_visible()
            assert set(feeds(service)) == left


def test_an_episode_is_pinned_found_and_deleted_by_keyboard(site: Site, begin: Begin, looking: Looking) -> None:
    url = channel(site, "cats")
    with begin(f'[feeds.cats]\nurl = "{url}"\n') as service:
        page = looking.at(f"{address(service)}#/feeds/cats")
        expect(page.get_by_role("button", name="Downloaded 3")).to_be_visible()
        page.get_by_label("Search this feed").fill("cats2")
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
        assert service.statuses()["cats2"] == "archived"
