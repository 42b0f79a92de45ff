"""Downloads → episodes: which are shown, in what order, under which title and date. Knows no XML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

from attrs import frozen

from anypod.model.download import Download, MediaFile
from anypod.model.feed import Feed
from anypod.model.settings import DateBasis, PodcastType
from anypod.rss.numbering import serial_numbers
from anypod.rss.text import one_line
from anypod.rules.order import date_of, rank


@frozen(kw_only=True)
class Episode:
    """A download with a file, ready to be written.

    Attributes:
        guid: the download's, or its safe id where a guid holds what XML can't carry unchanged.
        title: one legal line, never empty, distinct from others of its day.
        date: never later than its arrival here.
        number: its number in a serial; None where episodes stand alone.
    """

    download: Download
    file: MediaFile
    guid: str
    title: str
    date: datetime
    number: int | None


def episodes_of(feed: Feed, downloads: Sequence[Download], basis: DateBasis, kind: PodcastType) -> list[Episode]:
    """Give the feed's episodes, newest first. Downloads without a file are left out."""
    filed = [(_shown_date(download, feed, basis), download, download.file) for download in downloads if download.file]
    filed.sort(key=lambda one: (one[0], rank(one[1], basis)))
    numbers = serial_numbers(feed, [download for _, download, _ in filed]) if kind is PodcastType.SERIAL else None
    seen: Counter[tuple[str, date]] = Counter()
    made = [
        Episode(
            download=download,
            file=file,
            guid=_guid(download),
            title=_distinct(one_line(download.title) or download.id, when, seen),
            date=when,
            number=None if numbers is None else numbers[place],
        )
        for place, (when, download, file) in enumerate(filed)
    ]
    return made[::-1]


def _shown_date(download: Download, feed: Feed, basis: DateBasis) -> datetime:
    """A date in the future makes clients drop it. The cap is the arrival and not the clock: bytes must not change."""
    arrival = download.downloaded_at or feed.changed_at
    return min(date_of(download, basis), arrival).astimezone(UTC)


def _distinct(title: str, when: datetime, seen: Counter[tuple[str, date]]) -> str:
    """Some clients take two items of one title, day and length for one episode; later ones get a number."""
    key = (title.casefold(), when.date())
    seen[key] += 1
    if seen[key] == 1:
        return title
    ending = f" ({seen[key]})"
    return one_line(title, 255 - len(ending)) + ending


def _guid(download: Download) -> str:
    guid = download.guid
    return guid if one_line(guid, len(guid)) == guid else f"{one_line(download.extractor)}:{download.id}"
