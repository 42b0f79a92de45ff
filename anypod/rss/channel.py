"""A feed's face → the tags at the head of <channel>."""

from __future__ import annotations

from collections.abc import Iterator

from anypod.model.feed import Feed
from anypod.rss.credits import artwork, host
from anypod.rss.dates import rfc2822
from anypod.rss.markup import element, empty, parent
from anypod.rss.paging import Page
from anypod.rss.text import one_line, plain
from anypod.rules.channel import Channel
from anypod.rules.links import Links

_TTL_MINUTES = 60
GENERATOR = "anypod"
"""Without a version: a new release alone must not change a feed's bytes."""


def head_of(feed: Feed, channel: Channel, links: Links, page: Page) -> Iterator[str]:
    """Give everything that comes before the items but pubDate, which is the newest item's."""
    title = one_line(channel.title) or feed.name
    yield from _words(feed, channel, title)
    yield from _directory(channel, title)
    yield from _picture(channel, title, links.image(feed.name, feed.image) if feed.image else None)
    yield from _addresses(feed, channel, links, page)
    yield from _identity(feed, channel)
    yield from _credits(channel)


def _words(feed: Feed, channel: Channel, title: str) -> Iterator[str]:
    description = plain(channel.description) or plain(title) or feed.name
    yield element("title", title)
    yield element("link", channel.link)
    yield element("description", description)
    yield element("language", channel.language)
    yield from _optional("itunes:subtitle", channel.subtitle)
    yield element("itunes:summary", description)
    yield from _optional("itunes:author", channel.author)


def _directory(channel: Channel, title: str) -> Iterator[str]:
    yield element("itunes:type", channel.type)
    yield element("itunes:explicit", "true" if channel.explicit else "false")
    main, sub = {"text": channel.category.main}, channel.category.sub
    yield (
        parent("itunes:category", [empty("itunes:category", {"text": sub})], main)
        if sub
        else empty("itunes:category", main)
    )
    yield element("category", channel.category.main)
    email = one_line(channel.owner_email or "")
    if email:
        name = one_line(channel.owner_name or "") or title
        yield parent("itunes:owner", [element("itunes:name", name), element("itunes:email", email)])
    if channel.block:
        yield element("itunes:block", "Yes")
        yield element("podcast:block", "yes")


def _picture(channel: Channel, title: str, hosted: str | None) -> Iterator[str]:
    """Only of a picture that is hosted here is it known that it's square."""
    address = hosted or channel.image
    if address is None:
        return
    yield empty("itunes:image", {"href": address})
    yield parent("image", [element("url", address), element("title", title), element("link", channel.link)])
    if hosted:
        yield artwork(hosted, title)


def _addresses(feed: Feed, channel: Channel, links: Links, page: Page) -> Iterator[str]:
    """Page 1 is named without its number, however many there are: it is the address that people subscribe to."""
    for rel, number in (("self", page.number), *page.neighbours):
        yield empty("atom:link", {"href": links.feed(feed.name, number), "rel": rel, "type": "application/rss+xml"})
    if page.number == 1:
        # A hub is told of the feed's own address, and that is the first page's.
        yield from (empty("atom:link", {"href": hub, "rel": "hub"}) for hub in channel.hubs)


def _identity(feed: Feed, channel: Channel) -> Iterator[str]:
    yield element("podcast:guid", feed.podcast_guid)
    yield element("podcast:locked", "yes")
    yield element("podcast:medium", "video" if channel.video else "podcast")
    yield element("lastBuildDate", rfc2822(feed.changed_at))
    yield element("generator", GENERATOR)
    yield element("ttl", str(_TTL_MINUTES))


def _credits(channel: Channel) -> Iterator[str]:
    author = one_line(channel.author or "")
    if author:
        yield host(author, channel.author_url)
    if channel.source:
        yield element("podcast:txt", channel.source, {"purpose": "source"})


def _optional(tag: str, value: str | None) -> Iterator[str]:
    line = one_line(value or "")
    if line:
        yield element(tag, line)
