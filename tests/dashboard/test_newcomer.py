"""A newcomer opens the demo's dashboard, watches, cancels, adds a feed, and edits the file by hand."""

from __future__ import annotations

import json
import re
import tomllib

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.dashboard.demo import Demo
from tests.dashboard.looking import Looking
from tests.dashboard.test_edits import mark, unmoved

pytestmark = [pytest.mark.story, pytest.mark.slow]

SLOW = "slow-boat"
"""The demo sends it slowly, to whichever feed asks."""
AMOUNT = re.compile(r"Downloading \d+ %, .+ [kM]?B of .+ [kM]?B")
_FIRST = """(id) => document.querySelector(`[data-key$="/${id}"]:has([data-phase=downloading])`)?.dataset.key"""
_NEXT = """([key, last]) => {
    const bar = document.querySelector(`[data-key="${key}"] [role=progressbar][data-phase=downloading]`);
    const now = bar?.getAttribute('aria-valuenow') ?? null;
    return now !== null && Number(now) !== last ? now : null;
}"""
_PLACE = """() => [
    document.querySelector('.bars-room').style.getPropertyValue('--lines'),
    document.querySelector('table[aria-label=Feeds]').getBoundingClientRect().top,
]"""


class Line:
    """What the websocket told a page of progress, in whole parts of a hundred, by download."""

    def __init__(self, page: Page) -> None:
        self.told: dict[str, list[int]] = {}
        page.on("websocket", self._listen)

    def _listen(self, line: WebSocket) -> None:
        line.on("framereceived", self._hear)

    def _hear(self, frame: str | bytes) -> None:
        for event in json.loads(frame):
            if event["kind"] == "progress" and event["progress"]["total"]:
                part = event["progress"]["done"] * 100 // event["progress"]["total"]
                self.told.setdefault(f"{event['feed']}/{event['id']}", []).append(part)


def values(page: Page, key: str, count: int, last: int = -1) -> list[int]:
    """Read a bar at `count` moments, each of which shows another value than the one before, which began as `last`."""
    seen = [last]
    for _ in range(count):
        handle = page.wait_for_function(_NEXT, arg=[key, seen[-1]], timeout=10_000)
        seen.append(int(handle.json_value()))
    return seen[1:]


def comments(text: str) -> list[str]:
    return [line[line.index("#") :] for line in text.splitlines() if "#" in line]


def test_a_newcomer_sees_a_bar_move_as_bytes_come_and_cancels_it(demo: Demo, looking: Looking) -> None:
    page = looking.at("about:blank")
    line = Line(page)
    page.goto(demo.url)
    # The quick ones come first.
    key = page.wait_for_function(_FIRST, arg=SLOW, timeout=45_000).json_value()
    bar_moves(page, line, key)
    it_is_cancelled_and_stays_queued(page, demo, key)
    what_came_before_the_page_was_opened_is_told(page, demo)


def test_a_newcomer_adds_a_feed_after_a_preview_and_edits_the_file_by_hand(demo: Demo, looking: Looking) -> None:
    page = looking.at(demo.url)
    mark(page)
    a_feed_is_added_after_a_preview(page, demo)
    the_file_is_edited_by_hand(page, demo)
    assert unmoved(page)


def bar_moves(page: Page, line: Line, key: str) -> None:
    moved: list[int] = []
    places: dict[str, set[float]] = {}
    for _ in range(5):
        moved += values(page, key, 1, moved[-1] if moved else -1)
        lines, top = page.evaluate(_PLACE)
        places.setdefault(lines, set()).add(top)
    # So many as may run at once have their places, whether they run or not: nothing below them moves.
    assert {lines: len(tops) for lines, tops in places.items()} == {"2": 1}, places
    assert moved == sorted(set(moved)), moved
    assert set(moved) <= set(line.told[key]), (moved, line.told)
    bar = page.locator(f'[data-key="{key}"]').get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuetext", AMOUNT)


def it_is_cancelled_and_stays_queued(page: Page, demo: Demo, key: str) -> None:
    page.locator(f'[data-key="{key}"]').get_by_role("button", name="Cancel").click()
    expect(page.locator(f'[data-key="{key}"]')).to_have_count(0)
    page.goto(f"{demo.url}#/feeds/{key.partition('/')[0]}")
    row = page.get_by_role("row").filter(has_text="A slow boat")
    expect(row).to_contain_text("Queued")
    expect(row).to_contain_text("Next attempt in")


def what_came_before_the_page_was_opened_is_told(page: Page, demo: Demo) -> None:
    page.goto("about:blank")
    page.goto(f"{demo.url}#/activity")
    expect(page.locator(".happenings li").filter(has_text="Downloaded").first).to_be_visible()


def a_feed_is_added_after_a_preview(page: Page, demo: Demo) -> None:
    before = demo.config.read_text()
    url = tomllib.loads(before)["feeds"]["harbour"]["url"]
    page.get_by_role("link", name="anypod", exact=True).click()
    page.get_by_role("link", name="Add a feed").click()
    page.get_by_label("Address").fill(url)
    page.get_by_label("Name", exact=True).fill("mine")
    page.get_by_label("Newest episodes").fill("1")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview: Harbour Radio").get_by_role("listitem")).to_have_count(8)
    assert demo.config.read_text() == before
    page.get_by_role("button", name="Add the feed").click()
    expect(page.get_by_role("button", name="Look for new")).to_be_visible()
    after = demo.config.read_text()
    assert tomllib.loads(after)["feeds"]["mine"] == {"url": url, "keep_last": 1}
    assert after.startswith(before)
    assert comments(after) == comments(before)


def the_file_is_edited_by_hand(page: Page, demo: Demo) -> None:
    page.get_by_role("link", name="anypod", exact=True).click()
    text = demo.config.read_text()
    demo.config.write_text(text.replace("A channel that has gone", "A channel under another title"))
    expect(page.get_by_role("link", name="A channel under another title")).to_be_visible()
    expect(page.get_by_role("link", name="A channel that has gone")).to_have_count(0)
