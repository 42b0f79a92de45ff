"""Reads the headers of an mp4's outermost boxes, to tell whether a player can begin before the whole file is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO

from attrs import frozen

MOST_BOXES = 4096
"""Headers that are read at most; a fragmented film of some hours stays below, and its moov comes first anyway."""


@frozen
class Box:
    """A box: its type, where it begins, and its length in bytes with the header."""

    type: bytes
    start: int
    length: int


class IndexPlace(StrEnum):
    """Where the index (moov) stands."""

    FIRST = "first"
    LAST = "last"
    NOWHERE = "nowhere"


def index_place(file: BinaryIO) -> IndexPlace:
    """Say whether moov comes before mdat, after it, or isn't found. Any bytes are accepted; reads headers only."""
    media_seen = False
    for box in boxes(file):
        if box.type == b"moov":
            return IndexPlace.LAST if media_seen else IndexPlace.FIRST
        media_seen = media_seen or box.type == b"mdat"
    return IndexPlace.NOWHERE


def boxes(file: BinaryIO) -> Iterator[Box]:
    """Give the outermost boxes in order, as far as their lengths make sense; a last one may be cut off."""
    end = file.seek(0, os.SEEK_END)
    start = 0
    for _ in range(MOST_BOXES):
        box = _box_at(file, start, end)
        if box is None:
            return
        yield box
        start += box.length


def _box_at(file: BinaryIO, start: int, end: int) -> Box | None:
    file.seek(start)
    header = file.read(16)
    if len(header) < 8:
        return None
    length, least = int.from_bytes(header[:4], "big"), 8
    if length == 1 and len(header) == 16:
        length, least = int.from_bytes(header[8:], "big"), 16
    elif length == 0:
        length = end - start
    return Box(header[4:8], start, length) if length >= least else None
