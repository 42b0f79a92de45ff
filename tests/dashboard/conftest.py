"""A browser, and what it looks at: the demo, or a service on a site of the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.dashboard.axe import axe_source
from tests.dashboard.demo import Demo
from tests.dashboard.looking import Looking
from tests.site.media import MediaCache
from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import begin, config
from tests.stories.service import Service

__all__ = ["begin"]

CHROMIUM = shutil.which("chromium")
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ELSEWHERE = "evil.example"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
HEBREW = "שלום עולם: שיחה על הים (פרק 12)"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
    yield browser
    browser.close()


@pytest.fixture
def rebound(playwright: Playwright) -> Iterator[Browser]:
    """A browser whose resolver says that another site's name is this machine, as that site may make it say."""
    # Newer browsers ask before a page may reach this machine; here the service has to refuse by itself.
    unguarded = "--disable-features=LocalNetworkAccessChecks"
    options = [*OPTIONS, unguarded, f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1"]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
    yield browser
    browser.close()


@pytest.fixture
def looking(browser: Browser) -> Iterator[Looking]:
    """Give pages, each of a browser's own profile; what a page complains of fails the test in the end."""
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
    """A service for stories that only look: a feed with long, foreign, failed and downloaded items; all is done."""
    folder = tmp_path_factory.mktemp("house")
    with Site(media) as site:
        site.channel("cats", title="All about cats").has(
            video("cats1", published=days_ago(1)),
            video("hebrew", title=HEBREW, published=days_ago(5)),
            video("long", title=LONG, published=days_ago(6)),
            video("secret", title=f"Secret {LONG}", published=days_ago(9)).private(),
        )
        feeds = f'[feeds.cats]\nurl = "{site.url}/@cats/videos"\n[feeds.gone]\nurl = "{site.url}/@gone/videos"\n'
        with Service(folder, config(feeds, "", folder / "data")) as service:
            for _ in range(3):
                service.until("download_finished")
            yield service
