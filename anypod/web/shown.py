"""Which feeds the public port names by itself, and how. Others are served to those who know their addresses."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from anypod.model.feed import Feed
from anypod.model.settings import FeedSettings, Settings
from anypod.rss.text import one_line
from anypod.rules.links import ascii_url


@frozen(kw_only=True)
class ShownFeed:
    """A feed as lists show it.

    Attributes:
        link: the page that it is made from, where there is one.
        episodes: how many there are now.
        image: the digest of its picture, None while there is none.
    """

    name: str
    title: str
    link: str | None
    episodes: int
    image: str | None


def shown_feeds(settings: Settings, rows: Iterable[Feed]) -> tuple[ShownFeed, ...]:
    """Give the feeds that are listed, by title."""
    known = {row.name: row for row in rows}
    shown = [_shown(feed, known.get(name)) for name, feed in settings.feeds.items() if is_shown(feed)]
    return tuple(sorted(shown, key=lambda feed: (feed.title.casefold(), feed.name)))


def is_shown(feed: FeedSettings | None) -> bool:
    """Whether lists may name a feed."""
    return feed is not None and feed.enabled and not feed.private


def _shown(feed: FeedSettings, row: Feed | None) -> ShownFeed:
    own, source = feed.metadata, row.metadata if row else None
    titles = (own.title, source.title if source else None)
    links = (own.link, source.link if source else None, *feed.urls)
    return ShownFeed(
        name=feed.name,
        title=next((line for title in titles if title and (line := one_line(title))), feed.name),
        link=next((address for link in links if link and (address := ascii_url(link))), None),
        episodes=row.total_downloads if row else 0,
        image=row.image if row else None,
    )
