"""One episode → one <item>."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from anypod.rss.chapters import chapters
from anypod.rss.credits import artwork, host
from anypod.rss.dates import rfc2822
from anypod.rss.episode import Episode
from anypod.rss.html import to_html, to_html_within
from anypod.rss.markup import element, empty, html, parent
from anypod.rss.numbering import Place
from anypod.rss.paging import PAGE_SIZE
from anypod.rss.text import LONGEST_TEXT, one_line
from anypod.rss.transcripts import transcripts
from anypod.rules.channel import Channel
from anypod.rules.links import Links, ascii_url
from anypod.rules.pages import page_of

_EXPLICIT, _CLEAN = (element("itunes:explicit", value) for value in ("true", "false"))
_FULL = element("itunes:episodeType", "full")
_GUID = {"isPermaLink": "false"}

ADULT = 18
"""Years from which on what a source allows is explicit."""


def item_of(episode: Episode, channel: Channel, links: Links) -> str:
    """Give the item. Each part below adds what it knows; new tags are new parts."""
    parts = [
        *_identity(episode),
        *_notes(episode),
        _enclosure(episode, links),
        *_details(episode, channel),
        *_author(episode, channel),
        *_picture(episode, links),
    ]
    if channel.chapters:
        parts += chapters(episode.download, links)
    parts += transcripts(episode.download, links)
    return parent("item", parts)


def _identity(episode: Episode) -> Iterator[str]:
    yield element("title", episode.title)
    yield element("itunes:title", episode.title)
    page = ascii_url(page_of(episode.download.source_url))
    if page:
        yield element("link", page)
        yield element("podcast:contentLink", f"On {_site(page)}", {"href": page})
    yield _guid(episode)
    yield element("pubDate", rfc2822(episode.date))


def _guid(episode: Episode) -> str:
    """An imported one is written as it was, without a word on links.

    Some clients resolve such a guid against the feed's address, and know the episode by what comes of that.
    """
    if episode.guid == episode.download.imported_guid:
        return element("guid", episode.guid)
    return element("guid", episode.guid, _GUID)


def _site(page: str) -> str:
    return page.split("/", 3)[2].removeprefix("www.")


def _notes(episode: Episode) -> tuple[str, ...]:
    text = episode.download.description or ""
    notes = _remembered_notes(text) if len(text) <= LONGEST_TEXT else notes_of(text)
    return notes or (html("description", to_html(episode.title)),)


def notes_of(text: str) -> tuple[str, ...]:
    """Give the whole notes where they fit, else their beginning, and the whole in content:encoded, which has no limit.

    Clients that know both show the longer one: what fits is not sent twice. A text without a word gives nothing.
    """
    whole = to_html(text)
    if not whole:
        return ()
    if len(whole.encode()) <= LONGEST_TEXT:
        return (html("description", whole),)
    return (html("description", to_html_within(text, LONGEST_TEXT)), html("content:encoded", whole))


_remembered_notes = lru_cache(maxsize=4 * PAGE_SIZE)(notes_of)
"""A feed is written again for each new episode and for each address that its links begin with; old notes stay."""


def _enclosure(episode: Episode, links: Links) -> str:
    file, download = episode.file, episode.download
    url = links.media(download.feed, download.id, file.ext)
    return empty("enclosure", {"url": url, "length": str(file.size), "type": file.mime})


def _details(episode: Episode, channel: Channel) -> Iterator[str]:
    yield element("itunes:duration", str(max(1, round(episode.file.duration))))
    yield _EXPLICIT if _is_explicit(episode, channel) else _CLEAN
    yield _FULL
    yield from _place(episode.place)


def _is_explicit(episode: Episode, channel: Channel) -> bool:
    if channel.explicit is not None:
        return channel.explicit
    return (episode.download.age_limit or 0) >= ADULT


def _place(place: Place) -> Iterator[str]:
    if place.season is not None:
        yield element("itunes:season", str(place.season))
        yield element("podcast:season", str(place.season), {"name": place.name} if place.name else {})
    if place.episode is not None:
        yield element("itunes:episode", str(place.episode))
        yield element("podcast:episode", str(place.episode))


def _author(episode: Episode, channel: Channel) -> Iterator[str]:
    """Only where it is another than the feed's: an item's persons replace the feed's, and one name is named once."""
    if episode.download.author == channel.author:
        return
    author = one_line(episode.download.author or "")
    if author and author != one_line(channel.author or ""):
        yield element("itunes:author", author)
        yield host(author)


def _picture(episode: Episode, links: Links) -> Iterator[str]:
    download = episode.download
    hosted = links.item_image(download.feed, download.id, download.image) if download.image else None
    address = hosted or ascii_url(download.thumbnail_url or "")
    if address:
        yield empty("itunes:image", {"href": address})
    if hosted:
        yield artwork(hosted, episode.title)
