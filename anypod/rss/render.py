"""Feed, settings, downloads and addresses → the bytes of a podcast feed. The same in gives the same out."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from anypod.model.download import Download
from anypod.model.feed import Feed
from anypod.model.settings import FeedSettings
from anypod.rss.channel import add_channel
from anypod.rss.dates import rfc2822
from anypod.rss.episode import episodes_of
from anypod.rss.item import add_item
from anypod.rss.namespaces import NAMESPACES
from anypod.rules.channel import channel_of
from anypod.rules.links import Links

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def render_feed(
    feed: Feed,
    settings: FeedSettings,
    downloads: Sequence[Download],
    links: Links,
) -> bytes:
    """Give the XML of a feed, UTF-8. Pictures that are not hosted here yet are linked at their source.

    Args:
        feed: its row; `changed_at` becomes lastBuildDate.
        settings: its config.
        downloads: those to show, in any order; ones without a file are left out.
        links: the service's addresses.
    """
    channel = channel_of(feed, settings, links)
    episodes = episodes_of(feed, downloads, settings.date)
    root = etree.Element("rss", {"version": "2.0"}, nsmap=dict(NAMESPACES))
    head = etree.SubElement(root, "channel")
    add_channel(head, feed, channel, links)
    if episodes:
        etree.SubElement(head, "pubDate").text = rfc2822(episodes[0].date)
    for episode in episodes:
        add_item(head, episode, channel, links)
    etree.indent(root)
    return _DECLARATION + etree.tostring(root, encoding="UTF-8", xml_declaration=False) + b"\n"
