"""Feeds as bytes, rendered once for each state of feed and settings and kept until the next. Knows no HTTP."""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime

import trio
from attrs import evolve, frozen

from anypod.model.feed import Feed, SourceMetadata, SourceType
from anypod.model.settings import FeedSettings, Settings
from anypod.rss.guid import podcast_guid
from anypod.rss.paging import page_count
from anypod.rss.render import render_feed
from anypod.rules.channel import presentation
from anypod.rules.links import Links
from anypod.store.queries import Queries
from anypod.web.front import addresses
from anypod.web.packing import Coding, Content, pack

ROOM = 64_000_000
"""Bytes of rendered feeds that are kept. Of a feed that had to make room its facts stay: they are enough for a 304."""


@frozen(kw_only=True)
class Edition:
    """What is known of one state of a page of a feed.

    Attributes:
        state: revision and digest of the settings; an edition is current while they are.
        pages: how many the feed has.
        digest: of the plain bytes.
        sizes: bytes in each coding.
        content: None when it had to make room.
    """

    state: tuple[int, str]
    changed_at: datetime
    pages: int
    digest: str
    sizes: Mapping[Coding, int]
    content: Content | None


@frozen
class Key:
    """Which document: a page of a feed, with links that begin somewhere."""

    name: str
    base_url: str
    page: int = 1


class Editions:
    """The current edition of each page of each feed, for each address that links may begin with."""

    def __init__(
        self, queries: Queries, settings: Callable[[], Settings], now: Callable[[], datetime], room: int = ROOM
    ) -> None:
        self._queries = queries
        self._settings = settings
        self._started = now()
        self._room = room
        self._kept: OrderedDict[Key, Edition] = OrderedDict()
        self._rendering: dict[Key, trio.Lock] = {}
        # Rendering holds the interpreter: more than two at once would only slow every other request.
        self._renderers = trio.CapacityLimiter(2)

    async def current(self, name: str, base_url: str, page: int = 1, *, content: bool = False) -> Edition | None:
        """Give the edition of what the catalogue holds now; None for a name that is not in the config, or no such page.

        With `content` it has its bytes. Several callers at once share one rendering; cancellation of one of them
        costs the others at most a rendering of their own.
        """
        now = self._settings()
        settings = now.feeds.get(name)
        if settings is None:
            return None
        if now.access.tokens:
            # Hubs are not told of secret addresses, and must not be named to those who would ask them about one.
            settings = evolve(settings, ping=())
        if page != 1 and not await self._has_page(name, base_url, page):
            return None
        key = Key(name, base_url, page)
        found = self._found(key, await self._state(settings, base_url), content)
        return found or await self._rendered_once(key, settings, content)

    async def _has_page(self, name: str, base_url: str, page: int) -> bool:
        """Whoever tries numbers must not cost a rendering each."""
        first = await self.current(name, base_url)
        return first is not None and page <= first.pages

    async def _rendered_once(self, key: Key, settings: FeedSettings, content: bool) -> Edition | None:
        lock = self._rendering.setdefault(key, trio.Lock())
        try:
            async with lock:
                state = await self._state(settings, key.base_url)
                return self._found(key, state, content) or await self._render(key, settings)
        finally:
            if not lock.locked():
                self._rendering.pop(key, None)

    async def _state(self, settings: FeedSettings, base_url: str) -> tuple[int, str]:
        revision = await self._queries.revision(settings.name)
        return (0 if revision is None else revision[0], presentation(settings, base_url))

    def _found(self, key: Key, state: tuple[int, str], content: bool) -> Edition | None:
        edition = self._kept.get(key)
        if edition is None or edition.state != state or (content and edition.content is None):
            return None
        self._kept.move_to_end(key)
        return edition

    async def _render(self, key: Key, settings: FeedSettings) -> Edition | None:
        # The feed first: rows read later may be newer than its revision, and are rendered again under the next;
        # the other way round old rows would be kept under a new revision.
        links = Links(key.base_url)
        feed = await self._queries.feed(settings.name) or self._unborn(settings, links)
        downloads = await self._queries.published(settings.name, settings.date)
        pages = page_count(len(downloads))
        if key.page > pages:
            return None  # episodes went since the first page told how many there are

        def render() -> Content:
            return pack(render_feed(feed, settings, downloads, links, key.page))

        content = await trio.to_thread.run_sync(render, limiter=self._renderers)
        edition = Edition(
            state=(feed.revision, presentation(settings, key.base_url)),
            changed_at=feed.changed_at,
            pages=pages,
            digest=hashlib.sha256(content.plain).hexdigest()[:32],
            sizes=content.sizes,
            content=content,
        )
        self._keep(key, edition)
        return edition

    def _keep(self, key: Key, edition: Edition) -> None:
        self._forget_departed()
        self._kept[key] = edition
        self._kept.move_to_end(key)
        while self._held().total() > self._room and (other := self._superfluous(key)) is not None:
            self._kept[other] = evolve(self._kept[other], content=None)

    def _forget_departed(self) -> None:
        """Nothing is kept of a feed that is not in the config, nor for a token that was taken back."""
        now = self._settings()
        bases = addresses(now.server.base_url, now.access.tokens)
        for key in [kept for kept in self._kept if kept.name not in now.feeds or kept.base_url not in bases]:
            del self._kept[key]

    def _held(self) -> Counter[str]:
        """Bytes of content by where links begin."""
        held: Counter[str] = Counter()
        for key, kept in self._kept.items():
            held[key.base_url] += kept.content.size if kept.content else 0
        return held

    def _superfluous(self, spared: Key) -> Key | None:
        """Of those who hold most, the one that was asked for longest ago: nobody's feeds push out all of another's."""
        held = self._held()
        others = [key for key, kept in self._kept.items() if kept.content and key != spared]
        return max(others, key=lambda key: held[key.base_url], default=None)

    def _unborn(self, settings: FeedSettings, links: Links) -> Feed:
        """A feed in the config that has no row yet, or never ran: valid and empty, with the identity it will have."""
        return Feed(
            name=settings.name,
            enabled=settings.enabled,
            source_type=SourceType.UNKNOWN,
            urls=settings.urls,
            metadata=SourceMetadata(),
            image=None,
            image_source=None,
            podcast_guid=podcast_guid(links.feed(settings.name)),
            revision=0,
            created_at=self._started,
            changed_at=self._started,
            last_sync_attempt=None,
            last_successful_sync=None,
            last_failed_sync=None,
            consecutive_failures=0,
            last_error=None,
            next_sync_at=None,
            removed_at=None,
            total_downloads=0,
        )
