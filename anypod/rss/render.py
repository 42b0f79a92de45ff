"""Feed, settings, downloads and addresses → the bytes of a podcast feed. The same in gives the same out."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from anypod.model.download import Download
from anypod.model.feed import Feed
from anypod.model.settings import FeedSettings, Media, Sponsorblock
from anypod.rss.channel import head_of
from anypod.rss.dates import rfc2822
from anypod.rss.episode import Episode, episodes_of
from anypod.rss.item import item_of
from anypod.rss.markup import document, element, nest
from anypod.rss.namespaces import ROOT_ATTRIBUTES
from anypod.rss.paging import Page, page_count
from anypod.rules.channel import channel_of
from anypod.rules.chapters import file_chapters
from anypod.rules.links import Links


def render_feed(
    feed: Feed, settings: FeedSettings, downloads: Sequence[Download], links: Links, page: int = 1
) -> bytes:
    """Give the XML of a feed, UTF-8. Pictures that are not hosted here yet are linked at their source.

    Args:
        feed: its row; `changed_at` becomes lastBuildDate.
        settings: its config.
        downloads: all that there are to show, in any order; ones without a file are left out.
        links: the service's addresses.
        page: which page; ValueError for one that there isn't.
    """
    channel = channel_of(feed, settings, links)
    films = [download.file.video for download in downloads if download.file]
    if settings.media is Media.AS_IS:
        channel = evolve(channel, video=bool(films) and all(films))
    shown = Page(page, page_count(len(films)))
    if not 1 <= page <= shown.last:
        raise ValueError(f"feed {feed.name} has {shown.last} pages, no page {page}")
    episodes = episodes_of(feed, downloads, settings.date, channel.type, shown.items)
    items = [_as_played(episode, settings.sponsorblock) for episode in episodes]
    lines = list(head_of(feed, channel, links, shown))
    if items:
        lines.append(element("pubDate", rfc2822(items[0].date)))
    lines += [item_of(episode, channel, links) for episode in items]
    return document(nest("rss", nest("channel", lines), ROOT_ATTRIBUTES))


def _as_played(episode: Episode, sponsorblock: Sponsorblock) -> Episode:
    """The row has the source's chapters; the file's may be others."""
    chapters = file_chapters(episode.download, sponsorblock)
    if chapters == episode.download.chapters:
        return episode
    return evolve(episode, download=evolve(episode.download, chapters=chapters))
