"""Downloads → episodes: which are shown, in what order, under which title and date. Knows no XML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from attrs import evolve, frozen

from anypod.model.download import Download, MediaFile
from anypod.model.feed import Feed
from anypod.model.settings import DateBasis, PodcastType
from anypod.rss.numbering import Place, places_of
from anypod.rss.text import LONGEST_LINE, one_line
from anypod.rules.order import date_of, rank

EVERY = slice(0, None)
_SECOND = timedelta(seconds=1)


@frozen(kw_only=True)
class Episode:
    """A download with a file, ready to be written.

    Attributes:
        guid: the download's, or its safe id where a guid holds what XML can't carry unchanged.
        title: one legal line, never empty, distinct from others of its day.
        date: never later than its arrival here.
        place: its season and number, as far as it has them.
    """

    download: Download
    file: MediaFile
    guid: str
    title: str
    date: datetime
    place: Place


@frozen
class _Filed:
    """A download with a file, and the date that it shows."""

    when: datetime
    download: Download
    file: MediaFile

    @property
    def day(self) -> date:
        return self.when.date()


def episodes_of(
    feed: Feed, downloads: Sequence[Download], basis: DateBasis, kind: PodcastType, shown: slice = EVERY
) -> list[Episode]:
    """Give the feed's episodes, newest first, or those of them in `shown`. Downloads without a file are left out."""
    filed = _apart(
        sorted(
            [_Filed(_shown_date(one, feed, basis), one, one.file) for one in downloads if one.file],
            key=lambda one: (one.when, rank(one.download, basis)),
        ),
        feed.changed_at,
    )[::-1]
    places = places_of(feed, [one.download for one in reversed(filed)], kind)[::-1]
    indexes = range(len(filed))[shown]
    titles = _titles(filed, indexes)
    return [
        Episode(
            download=filed[index].download,
            file=filed[index].file,
            guid=_guid(filed[index].download),
            title=title,
            date=filed[index].when,
            place=places[index],
        )
        for index, title in zip(indexes, titles, strict=True)
    ]


def _shown_date(download: Download, feed: Feed, basis: DateBasis) -> datetime:
    """A date in the future makes clients drop it. The cap is the arrival and not the clock: bytes must not change."""
    arrival = download.downloaded_at or feed.changed_at
    return min(date_of(download, basis), arrival).astimezone(UTC).replace(microsecond=0)


def _apart(oldest_first: Sequence[_Filed], latest: datetime) -> list[_Filed]:
    """Give no two items one date, as sources do that tell days only: clients that sort by date would mix them.

    Later rather than earlier: a second before midnight is another day. Nothing moves beyond the feed's last change.
    """
    dated: list[_Filed] = []
    for one in oldest_first:
        before = dated[-1].when if dated else None
        if before is None or one.when > before:
            dated.append(one)
        else:
            dated.append(evolve(one, when=max(before, min(before + _SECOND, latest))))
    return dated


def _titles(newest_first: Sequence[_Filed], places: range) -> list[str]:
    """Some clients take two items of one title, day and length for one episode; later ones get a number.

    What is counted begins with the oldest of its day, whether that one is shown or not.
    """
    end = places.stop
    while places and end < len(newest_first) and newest_first[end].day == newest_first[places[-1]].day:
        end += 1
    taken: Counter[tuple[str, date]] = Counter()
    titles = [_distinct(one, taken) for one in reversed(newest_first[places.start : end])]
    return titles[::-1][: len(places)]


def _distinct(one: _Filed, taken: Counter[tuple[str, date]]) -> str:
    title = shown = one_line(one.download.title) or one.download.id
    own = key = (title.casefold(), one.day)
    while key in taken:
        taken[own] += 1
        ending = f" ({taken[own]})"
        shown = one_line(title, LONGEST_LINE - len(ending)) + ending
        key = (shown.casefold(), one.day)
    taken[key] = 1
    return shown


def _guid(download: Download) -> str:
    guid = download.guid
    return guid if one_line(guid, len(guid)) == guid else f"{one_line(download.extractor)}:{download.id}"
