"""Pages of one test, watched for what they complain of."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.stories.service import Service

PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
_LOST = ("WebSocket connection to", "Failed to load resource")
"""What a browser writes itself when a service goes, or refuses; whether the page copes is for the test to say."""


def address(service: Service) -> str:
    """Give where a service's dashboard is."""
    return f"{service._admin}/"


class Looking:
    """Opens pages."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._complaints: list[str] = []
        self._forgiven = list(_LOST)

    def at(self, url: str, *, width: int = 1280, height: int = 900, dark: bool = False, still: bool = False) -> Page:
        """Open a page in a profile of its own."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if still else "no-preference",
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        page.on("console", self._hear)
        page.goto(url)
        return page

    def close(self) -> None:
        """Close all; fails where a page complained."""
        for context in self._contexts:
            context.close()
        assert not self._complaints, self._complaints

    def forgive(self, *words: str) -> None:
        """Let by what the browser itself says of a page that does wrong."""
        self._forgiven += words

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in self._forgiven):
            self._complaints.append(message.text)
