"""A browser, and what it looks at: the demo, or a service on a site of the test's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.dashboard.demo import Demo
from tests.dashboard.looking import Looking
from tests.stories.conftest import begin

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def looking(browser: Browser) -> Iterator[Looking]:
    """Give pages, each of a browser's own profile; what a page complains of fails the test in the end."""
    looking = Looking(browser)
    yield looking
    looking.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with Demo(tmp_path) as demo:
        yield demo


BROWSED = ("accessible", "connection", "edits", "newcomer")
# The browser's stories are run by hand (ANYPOD_BROWSER=1) until their time on a loaded machine is known to be bounded:
# one that hangs would hold up every other check.
collect_ignore_glob = [] if os.environ.get("ANYPOD_BROWSER") else [f"test_{name}.py" for name in BROWSED]
