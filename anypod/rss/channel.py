"""A feed's face → the tags at the head of <channel>."""

from __future__ import annotations

from lxml import etree

from anypod.model.feed import Feed
from anypod.rss.dates import rfc2822
from anypod.rss.namespaces import atom, itunes, podcast
from anypod.rss.text import one_line, plain
from anypod.rules.channel import Channel
from anypod.rules.links import Links

_TTL_MINUTES = 60
GENERATOR = "anypod"
"""Without a version: a new release alone must not change a feed's bytes."""


def add_channel(parent: etree._Element, feed: Feed, channel: Channel, links: Links) -> None:
    """Append everything that comes before the items but pubDate, which is the newest item's."""
    title = one_line(channel.title) or feed.name
    _words(parent, feed, channel, title)
    _directory(parent, channel, title)
    _picture(parent, channel, title, links.image(feed.name, feed.image) if feed.image else channel.image)
    _identity(parent, feed, channel, links)


def _words(parent: etree._Element, feed: Feed, channel: Channel, title: str) -> None:
    _text(parent, "title", title)
    _text(parent, "link", channel.link)
    _text(parent, "description", plain(channel.description) or plain(title) or feed.name)
    _text(parent, "language", channel.language)
    _optional(parent, itunes("subtitle"), channel.subtitle)
    _optional(parent, itunes("author"), channel.author)


def _directory(parent: etree._Element, channel: Channel, title: str) -> None:
    _text(parent, itunes("type"), channel.type)
    _text(parent, itunes("explicit"), "true" if channel.explicit else "false")
    main = etree.SubElement(parent, itunes("category"), text=channel.category.main)
    if channel.category.sub:
        etree.SubElement(main, itunes("category"), text=channel.category.sub)
    _text(parent, "category", channel.category.main)
    email = one_line(channel.owner_email or "")
    if email:
        owner = etree.SubElement(parent, itunes("owner"))
        _text(owner, itunes("name"), one_line(channel.owner_name or "") or title)
        _text(owner, itunes("email"), email)
    if channel.block:
        _text(parent, itunes("block"), "Yes")
        _text(parent, podcast("block"), "yes")


def _picture(parent: etree._Element, channel: Channel, title: str, address: str | None) -> None:
    if address is None:
        return
    etree.SubElement(parent, itunes("image"), href=address)
    image = etree.SubElement(parent, "image")
    _text(image, "url", address)
    _text(image, "title", title)
    _text(image, "link", channel.link)


def _identity(parent: etree._Element, feed: Feed, channel: Channel, links: Links) -> None:
    etree.SubElement(parent, atom("link"), href=links.feed(feed.name), rel="self", type="application/rss+xml")
    _text(parent, podcast("guid"), feed.podcast_guid)
    _text(parent, podcast("locked"), "yes")
    _text(parent, podcast("medium"), "video" if channel.video else "podcast")
    _text(parent, "lastBuildDate", rfc2822(feed.changed_at))
    _text(parent, "generator", GENERATOR)
    _text(parent, "ttl", str(_TTL_MINUTES))


def _optional(parent: etree._Element, tag: str, value: str | None) -> None:
    line = one_line(value or "")
    if line:
        _text(parent, tag, line)


def _text(parent: etree._Element, tag: str, value: str) -> None:
    etree.SubElement(parent, tag).text = value
