"""What failures depend on, as it is now: the cookies, yt-dlp's version, and a feed's formats."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from anypod.model.settings import FeedSettings
from anypod.rules.reopening import Conditions, formats_of


class Circumstances:
    """Knows what there is to know without a feed, and makes a feed's conditions of it.

    Args:
        cookies: gives a digest that changes with what a person puts into the cookies file.
        tool: yt-dlp's version.
    """

    def __init__(self, cookies: Callable[[], Awaitable[str]], tool: str) -> None:
        self._ask = cookies
        self._cookies = ""
        self._tool = tool

    @property
    def tool(self) -> str:
        """The version of yt-dlp that runs."""
        return self._tool

    def use(self, tool: str) -> None:
        """Take another yt-dlp for the one that runs."""
        self._tool = tool

    def conditions(self, settings: FeedSettings) -> Conditions:
        """Give what an attempt for a feed depends on, as of the last look at the cookies."""
        return Conditions(cookies=self._cookies, formats=formats_of(settings), tool=self._tool)

    async def look(self) -> bool:
        """Look at the cookies, and tell whether they are others than at the last look. To be done before any feed."""
        before, self._cookies = self._cookies, await self._ask()
        return before != self._cookies
