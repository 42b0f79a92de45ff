"""A browser, and what it looks at: the demo, or a service on a site of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.dashboard.axe import axe_source
from tests.dashboard.chromium import PROGRAM, Chromium
from tests.dashboard.demo import Demo
from tests.dashboard.looking import Looking
from tests.site.media import MediaCache
from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import begin, config
from tests.stories.service import Service

__all__ = ["begin"]

LIMIT = 120.0
"""Seconds that one story may last; then its browser is gone, and it fails."""
ELSEWHERE = "evil.example"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
SECRET = "correct-horse-battery"  # noqa: S105 - a test's own
READER = "open-sesame-open-sesame"
BY_HAND = """
[feeds.later] # what I hear of
schedule = "manual"
keep_last = 1 # few

[feeds.later.metadata]
title = "Hear it later"
"""
FEEDS = (
    """
[feeds.cats]
url = "{url}/@cats/videos"

[feeds.gone]
url = "{url}/@gone/videos"

[feeds.doomed]
schedule = "manual"
"""
    + BY_HAND
)
HEBREW = "שלום עולם: שיחה על הים (פרק 12)"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if PROGRAM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    with Chromium() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: Chromium) -> Browser:
    return chromium.connected(playwright.chromium)


@pytest.fixture
def rebound(playwright: Playwright) -> Iterator[Browser]:
    """A browser whose resolver says that another site's name is this machine, as that site may make it say."""
    # Newer browsers ask before a page may reach this machine; here the service has to refuse by itself.
    unguarded = "--disable-features=LocalNetworkAccessChecks"
    with (
        Chromium(unguarded, f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1") as chromium,
        chromium.within(LIMIT),
    ):
        yield chromium.connected(playwright.chromium)


@pytest.fixture
def looking(browser: Browser, chromium: Chromium) -> Iterator[Looking]:
    """Give pages, each of a browser's own profile; what a page complains of fails the test in the end."""
    with chromium.within(LIMIT):
        looking = Looking(browser)
        yield looking
        looking.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with Demo(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe.min.js."""
    return axe_source() or pytest.skip("axe-core is not here, and npm can't bring it")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, media: MediaCache) -> Iterator[Service]:
    """A service for stories that want no more of it than what is there.

    A feed with long, foreign, failed and downloaded items, all done; one whose source is gone; and two that are filled
    by hand: `later` to be edited, `doomed` to be deleted.
    """
    folder = tmp_path_factory.mktemp("house")
    with Site(media) as site:
        site.channel("cats", title="All about cats").has(
            video("cats1", seconds=2, published=days_ago(1)),
            video("hebrew", seconds=2, title=HEBREW, published=days_ago(5)),
            video("secret", title=f"Secret {LONG}", published=days_ago(9)).private(),
        )
        with Service(folder, config(FEEDS.format(url=site.url), "", folder / "data")) as service:
            for _ in range(2):
                service.until("download_finished")
            yield service


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that asks for tokens, its own and its readers'.

    It has one port alone, where the dashboard is below /admin, and is known below a path of another host.
    """
    folder = tmp_path_factory.mktemp("guarded")
    text = config(BY_HAND, f'[access.tokens]\nann = "{READER}"\n', folder / "data")
    text = text.replace("admin_port = 0", f'single_server = true\nadmin_token = "{SECRET}"')
    text = text.replace("http://pods.example", "https://pods.example/sub")
    with Service(folder, text) as service:
        yield service
