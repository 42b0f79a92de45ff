"""One episode → one <item>."""

from __future__ import annotations

from lxml import etree

from anypod.model.settings import PodcastType
from anypod.rss.dates import rfc2822
from anypod.rss.episode import Episode
from anypod.rss.html import to_html, to_html_within
from anypod.rss.namespaces import CONTENT_ENCODED, itunes
from anypod.rss.text import LONGEST_TEXT, one_line
from anypod.rules.channel import Channel
from anypod.rules.links import Links, ascii_url

_AUTHOR, _DURATION, _EPISODE, _EPISODE_TYPE, _EXPLICIT, _IMAGE = map(
    itunes, ("author", "duration", "episode", "episodeType", "explicit", "image")
)


def add_item(parent: etree._Element, episode: Episode, channel: Channel, links: Links) -> None:
    """Append the item. Each part below adds what it knows; new tags are new parts."""
    item = etree.SubElement(parent, "item")
    _identity(item, episode)
    _notes(item, episode)
    _enclosure(item, episode, links)
    _details(item, episode, channel)
    _picture(item, episode, links)


def _identity(item: etree._Element, episode: Episode) -> None:
    etree.SubElement(item, "title").text = episode.title
    page = ascii_url(episode.download.source_url)
    if page:
        etree.SubElement(item, "link").text = page
    etree.SubElement(item, "guid", {"isPermaLink": "false"}).text = episode.guid
    etree.SubElement(item, "pubDate").text = rfc2822(episode.date)


def _notes(item: etree._Element, episode: Episode) -> None:
    """The short form for clients that read only it; the whole in content:encoded, which has no limit."""
    text = episode.download.description or ""
    whole = to_html(text)
    short = whole if len(whole.encode()) <= LONGEST_TEXT else to_html_within(text, LONGEST_TEXT)
    etree.SubElement(item, "description").text = etree.CDATA(short or to_html(episode.title))
    if whole:
        etree.SubElement(item, CONTENT_ENCODED).text = etree.CDATA(whole)


def _enclosure(item: etree._Element, episode: Episode, links: Links) -> None:
    file, download = episode.file, episode.download
    url = links.media(download.feed, download.id, file.ext)
    etree.SubElement(item, "enclosure", {"url": url, "length": str(file.size), "type": file.mime})


def _details(item: etree._Element, episode: Episode, channel: Channel) -> None:
    author = one_line(episode.download.author or "")
    if author and author != one_line(channel.author or ""):
        etree.SubElement(item, _AUTHOR).text = author
    etree.SubElement(item, _DURATION).text = str(max(1, round(episode.file.duration)))
    etree.SubElement(item, _EXPLICIT).text = "true" if channel.explicit else "false"
    etree.SubElement(item, _EPISODE_TYPE).text = "full"
    if channel.type is PodcastType.SERIAL:
        etree.SubElement(item, _EPISODE).text = str(episode.number)


def _picture(item: etree._Element, episode: Episode, links: Links) -> None:
    download = episode.download
    hosted = links.item_image(download.feed, download.id, download.image) if download.image else None
    address = hosted or ascii_url(download.thumbnail_url or "")
    if address:
        etree.SubElement(item, _IMAGE, {"href": address})
