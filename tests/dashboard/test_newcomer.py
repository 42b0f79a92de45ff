"""A newcomer opens the demo's dashboard and watches."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.demo import Demo
from tests.dashboard.looking import Looking

pytestmark = pytest.mark.story

SLOW = "A slow boat down the Danube"
AMOUNT = re.compile(r"Downloading \d+ %, .+ [kM]?B of .+ [kM]?B")


def values(page: Page, title: str, count: int) -> list[int]:
    """Read a bar at `count` moments at which it shows something new."""
    bar = page.get_by_role("progressbar", name=title).first
    seen: list[int] = []
    for _ in range(count):
        handle = page.wait_for_function(
            """([title, last]) => {
                const bar = [...document.querySelectorAll('[role=progressbar]')]
                    .find((one) => one.ariaLabel.startsWith(title) && one.dataset.phase === 'downloading');
                const now = bar?.getAttribute('aria-valuenow') ?? null;
                return now !== null && Number(now) !== last ? now : null;
            }""",
            arg=[title, seen[-1] if seen else -1],
            timeout=60_000,
        )
        seen.append(int(handle.json_value()))
    expect(bar).to_have_attribute("aria-valuetext", AMOUNT)
    return seen


def test_a_bar_moves_as_bytes_come_and_the_page_below_stays_still(demo: Demo, looking: Looking) -> None:
    page = looking.at(demo.url)
    moved = values(page, SLOW, 2)
    place = page.get_by_role("table", name="Feeds").bounding_box()
    moved += values(page, SLOW, 4)
    assert moved == sorted(moved), moved
    assert len(set(moved)) >= 5, moved
    assert page.get_by_role("table", name="Feeds").bounding_box() == place


def test_a_download_is_cancelled_and_stays_queued(demo: Demo, looking: Looking) -> None:
    page = looking.at(f"{demo.url}#/feeds/harbour")
    values(page, SLOW, 1)
    page.get_by_role("button", name=f"Cancel {SLOW}").click()
    row = page.get_by_role("row").filter(has_text=SLOW)
    expect(row).to_contain_text("Queued")
    expect(row).to_contain_text("Next attempt in")
    expect(page.get_by_role("progressbar", name=SLOW)).to_have_count(0)
