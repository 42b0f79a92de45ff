"""How a podcast app is led to a feed: its address, the links of apps, the code for a phone."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from anypod.web.dashboard.subscribe import qr_code
from tests.dashboard.conftest import READER, SECRET
from tests.dashboard.looking import Looking, address
from tests.stories.service import Service

pytestmark = [pytest.mark.story, pytest.mark.slow]

PLACE = f"pods.example/sub/t/{READER}/feeds/later.xml"
FEED = f"https://{PLACE}"


@pytest.fixture
def page(guarded: Service, looking: Looking) -> Page:
    """The page of a feed that only who has a token may read, below a path of another host."""
    page = looking.at(f"{address(guarded)}#/feeds/later")
    page.get_by_label("Admin token").fill(SECRET)
    page.get_by_role("button", name="Log in").click()
    return page


def test_each_app_gets_the_whole_address_in_its_own_way(page: Page) -> None:
    apps = page.get_by_role("region", name="Subscribe").get_by_role("listitem").get_by_role("link")
    expect(apps).to_have_count(5)
    assert [link.get_attribute("href") for link in apps.all()] == [
        f"antennapod-subscribe://{PLACE}",
        f"podcast://{PLACE}",
        f"overcast://x-callback-url/add?url={quote(FEED, safe='')}",
        f"pktc://subscribe/{PLACE}",
        f"pcast://{PLACE}",
    ]


def test_the_address_is_copied_and_its_code_is_shown(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel = page.get_by_role("region", name="Subscribe")
    expect(panel.get_by_label("Feed address for ann")).to_have_value(FEED)
    panel.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("The address is copied.")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == FEED
    code = panel.get_by_role("img", name=f"QR code of {FEED}")
    assert code.evaluate("(image) => image.decode().then(() => image.naturalWidth > 0)")
    drawn = code.evaluate("(image) => fetch(image.src).then((answer) => answer.text())")
    assert drawn.encode() == qr_code(FEED)
