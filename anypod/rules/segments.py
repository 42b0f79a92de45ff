"""Which of SponsorBlock's segments are marked as chapters and which are cut out, by a feed's settings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from anypod.model.chapter import Segment, Span
from anypod.model.settings import Sponsorblock

SHORTEST = 1.0
"""Seconds that a listener notices; what is shorter makes no chapter, and no difference between two cuts."""
_SKIPPABLE = frozenset(
    {"sponsor", "intro", "outro", "selfpromo", "preview", "filler", "interaction", "music_offtopic", "hook"}
)
_MARKABLE = _SKIPPABLE | {"poi_highlight", "chapter"}


def to_mark(segments: Iterable[Segment], sponsorblock: Sponsorblock) -> tuple[Segment, ...]:
    """Give those that become chapters."""
    return _of(segments, sponsorblock.mark, _MARKABLE)


def wanted_cuts(segments: Iterable[Segment], sponsorblock: Sponsorblock) -> tuple[Span, ...]:
    """Give what is to be cut out: ascending and apart."""
    return tuple(_united(_of(segments, sponsorblock.remove, _SKIPPABLE)))


def _united(segments: Iterable[Segment]) -> Iterator[Span]:
    begin, end = None, 0.0
    for one in sorted(segments, key=lambda one: one.start):
        if begin is None or one.start > end:
            if begin is not None:
                yield Span(start=begin, end=end)
            begin, end = one.start, one.end
        end = max(end, one.end)
    if begin is not None:
        yield Span(start=begin, end=end)


def same_cuts(some: Sequence[Span], others: Sequence[Span]) -> bool:
    """Tell whether cuts are the same but for what nobody hears."""
    return len(some) == len(others) and all(
        abs(one.start - other.start) < SHORTEST and abs(one.end - other.end) < SHORTEST
        for one, other in zip(some, others, strict=True)
    )


def _of(segments: Iterable[Segment], words: Sequence[str], known: frozenset[str]) -> tuple[Segment, ...]:
    """Read words as yt-dlp does: one by one, "all" for every one, "default" for those it takes, "-" takes one away."""
    if not words:
        return ()
    wanted: set[str] = set()
    for word in words:
        named = word.removeprefix("-")
        meant = _meant(named, known)
        wanted = wanted - meant if word.startswith("-") else wanted | meant
    return tuple(one for one in segments if one.category in wanted)


def _meant(word: str, known: frozenset[str]) -> frozenset[str]:
    if word == "default" and known is _SKIPPABLE:
        return known - {"filler"}
    return known if word in {"all", "default"} else frozenset({word})
