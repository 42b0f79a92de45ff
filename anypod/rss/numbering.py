"""Which season and number each episode has. A number must not move when others go, where that can be helped."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen

from anypod.model.download import Download
from anypod.model.feed import Feed, SourceType
from anypod.model.settings import PodcastType
from anypod.rss.text import one_line

LONGEST_NAME = 128
"""Characters of a season's name: podcast:season allows no more."""


@frozen
class Place:
    """Where an episode stands in its series; None for what isn't known.

    Attributes:
        name: the season's, one legal line, where it has one besides its number.
    """

    season: int | None = None
    episode: int | None = None
    name: str | None = field(default=None, kw_only=True)


def places_of(feed: Feed, oldest_first: Sequence[Download], kind: PodcastType) -> list[Place]:
    """Give each download's place: as its source numbers it, or counted where a serial's source doesn't number all.

    A counted number beside the source's own would give two episodes one number, so a serial has one or the other.
    """
    own = [_told(download) for download in oldest_first]
    if kind is PodcastType.EPISODIC or _is_whole(own):
        return own
    return [Place(None, number) for number in serial_numbers(feed, oldest_first)]


def _told(download: Download) -> Place:
    name = one_line(download.season_name or "", LONGEST_NAME) or None
    return Place(download.season, download.episode, name=name if download.season else None)


def _is_whole(places: Sequence[Place]) -> bool:
    told = [(place.season, place.episode) for place in places if place.episode is not None]
    return len(told) == len(places) == len(set(told))


def serial_numbers(feed: Feed, oldest_first: Sequence[Download]) -> list[int]:
    """Number the downloads of a serial: by their places in a playlist, else from 1 for the oldest.

    A playlist is in the order of its maker, and an item keeps its place while others are let go. Several lists in one
    feed have no common order, and a channel's list begins with the newest.
    """
    places = [download.position for download in oldest_first]
    known = [place + 1 for place in places if place is not None]
    in_order = feed.source_type is SourceType.PLAYLIST and len(feed.urls) == 1
    if in_order and len(known) == len(places) == len(set(known)):
        return known
    return list(range(1, len(oldest_first) + 1))
