"""A feed's XML that podsync wrote → its history. Its database can't be read here; this holds all that was published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from anypod.model.download import Download, Status
from anypod.model.feed import SourceMetadata
from anypod.rules.http_dates import read_http_date
from anypod.rules.identity import download_id
from anypod.rules.imports.incoming import IncomingFile, IncomingHistory, IncomingItem, Loss
from anypod.rules.imports.sites import extractor_of, source_id
from anypod.rules.imports.xml import parsed
from anypod.rules.links import ascii_url

_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_PLAIN_NAME = re.compile(r"[^/\\\0]{1,255}")


def read_podsync_feed(text: str, former: str, name: str, now: datetime) -> IncomingHistory:
    """Read a feed; raises ValueError for a text that is none.

    Args:
        text: the XML.
        former: the feed's name there, which is the folder of its files too.
        name: its name here.
        now: when it came here.
    """
    channel = parsed(text).find("channel")
    if channel is None:
        raise ValueError("it has no channel")
    reader = _Reader(former, name, now)
    items = tuple(item for element in channel.iterfind("item") for item in reader.item(element))
    image = channel.find(f"{_ITUNES}image")
    metadata = SourceMetadata(
        title=_text(channel, "title"),
        description=_text(channel, "description"),
        language=_text(channel, "language"),
        author=_text(channel, f"{_ITUNES}author"),
        link=_text(channel, "link"),
        image_url=None if image is None else image.get("href"),
    )
    return IncomingHistory(metadata=metadata, items=items, losses=tuple(reader.losses))


class _Reader:
    """Reads the items of one feed; no two of them have one id."""

    def __init__(self, former: str, name: str, now: datetime) -> None:
        self._former, self._name, self._now = former, name, now
        self._seen: set[str] = set()
        self.losses: list[Loss] = []

    def item(self, element: Element) -> Iterator[IncomingItem]:
        guid, link = _text(element, "guid"), _text(element, "link")
        title = _text(element, "title")
        if guid is None or link is None or not link.startswith(("http://", "https://")):
            self._lose(title or "an item", "it has no guid, or no address of its own")
            return
        download = self._download(element, guid, link, title or guid)
        if download.id in self._seen:
            self._lose(guid, "it is there twice")
            return
        self._seen.add(download.id)
        yield IncomingItem(download=download, file=self._file(element, guid))

    def _download(self, element: Element, guid: str, link: str, title: str) -> Download:
        own = source_id(link, guid)
        image = element.find(f"{_ITUNES}image")
        published = read_http_date(_text(element, "pubDate") or "")
        return Download(
            feed=self._name,
            id=download_id(own),
            extractor=extractor_of(link),
            source_id=own,
            imported_guid=guid,
            source_url=link,
            title=title,
            description=_text(element, "description"),
            published=published,
            first_seen=min(published or self._now, self._now),
            duration=seconds(_text(element, f"{_ITUNES}duration")),
            thumbnail_url=None if image is None else image.get("href"),
            examined_at=self._now,
            downloaded_at=self._now,
            status=Status.DOWNLOADED,
        )

    def _file(self, element: Element, guid: str) -> IncomingFile | None:
        enclosure = element.find("enclosure")
        address = "" if enclosure is None else enclosure.get("url") or ""
        file = unquote(urlsplit(ascii_url(address) or "").path.rpartition("/")[2])
        if enclosure is None or not _PLAIN_NAME.fullmatch(file) or file in {".", ".."}:
            self._lose(guid, "its enclosure names no file")
            return None
        return IncomingFile(path=f"{self._former}/{file}", mime=enclosure.get("type"))

    def _lose(self, what: str, why: str) -> None:
        self.losses.append(Loss(f"{self._former}.xml: {what}", why))


def seconds(text: str | None) -> float | None:
    """Read `3723`, `62:03` or `1:02:03`; None for anything else and for nothing."""
    parts = (text or "").split(":")
    if len(parts) > 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    total = 0.0
    for part in parts:
        total = total * 60 + int(part)
    return total or None


def _text(element: Element, tag: str) -> str | None:
    return (element.findtext(tag) or "").strip() or None
