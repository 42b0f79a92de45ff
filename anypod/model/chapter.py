"""Chapters, the segments that people report to SponsorBlock, and what was cut out of a file."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Chapter:
    """A chapter: seconds from the beginning, and its title. It ends where the next one begins."""

    start: float
    title: str


@frozen(kw_only=True)
class Segment:
    """A part of an item that SponsorBlock knows of.

    Attributes:
        start, end: seconds of the source's own time, whatever was cut out here.
        category: SponsorBlock's word, as in `sponsorblock = { mark = […] }`.
        title: for people, such as "Sponsor".
    """

    start: float
    end: float
    category: str
    title: str


@frozen(kw_only=True)
class Span:
    """A stretch of the source's own time, in seconds."""

    start: float
    end: float
