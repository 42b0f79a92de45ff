"""Which number each episode of a serial has. It must not move when older episodes go, where that can be helped."""

from __future__ import annotations

from collections.abc import Sequence

from anypod.model.download import Download
from anypod.model.feed import Feed, SourceType


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
