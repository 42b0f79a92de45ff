"""Which chapters an item has, and which of them its file shows: the source's, SponsorBlock's, less what was cut.

Pure. A source's times are those of its own media; a file's differ from the first cut on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from anypod.model.chapter import Chapter, Segment, Span
from anypod.model.download import Download
from anypod.model.settings import Sponsorblock
from anypod.rules.chapters_text import from_description
from anypod.rules.segments import SHORTEST, to_mark

_UNTITLED = re.compile(r"<Untitled Chapter \d+>")


def source_chapters(told: Iterable[Chapter], description: str | None, duration: float | None) -> tuple[Chapter, ...]:
    """Give an item's chapters as its source has them: what the site tells, else what the description lists.

    A single chapter is none: it says nothing that the title doesn't.
    """
    own = ordered(told)
    chapters = own if len(own) > 1 else from_description(description, duration)
    return tuple(Chapter(start=one.start, title=_UNTITLED.sub("", one.title).strip()) for one in chapters)


def file_chapters(download: Download, sponsorblock: Sponsorblock) -> tuple[Chapter, ...]:
    """Give the chapters of a download's file, or of its source as long as there is no file.

    Ascending, each within the file and at least a moment long. Segments are marked whose category is asked for.
    """
    marked = to_mark(download.segments, sponsorblock)
    if not download.chapters and not marked:
        return ()
    whole = with_segments(ordered(download.chapters), marked, download.title)
    duration = download.file.duration if download.file is not None else download.duration
    return within(without(whole, download.cuts), duration)


def ordered(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """Give chapters in their order, of several at one time the first; those before the beginning start there."""
    found: dict[float, Chapter] = {}
    for one in chapters:
        start = max(0.0, one.start)
        found.setdefault(start, Chapter(start=start, title=one.title))
    return tuple(found[start] for start in sorted(found))


def with_segments(chapters: Sequence[Chapter], segments: Iterable[Segment], title: str) -> tuple[Chapter, ...]:
    """Lay segments over chapters; after each the chapter goes on that it interrupted. The shortest one wins.

    Args:
        chapters: in order.
        segments: in any order; they may overlap.
        title: of the item, for what no chapter covers.
    """
    laid = [one for one in segments if one.end - one.start >= SHORTEST]
    if not laid:
        return tuple(chapters)
    base = tuple(chapters) if chapters and chapters[0].start == 0 else (Chapter(start=0.0, title=title), *chapters)
    times = sorted({one.start for one in base} | {max(0.0, time) for one in laid for time in (one.start, one.end)})
    labelled = [(time, _label_at(time, base, laid)) for time in times]
    changes = [
        (time, label) for place, (time, label) in enumerate(labelled) if not place or label != labelled[place - 1][1]
    ]
    return _joined([Chapter(start=time, title=label[1]) for time, label in changes])


def _label_at(time: float, base: Sequence[Chapter], segments: Iterable[Segment]) -> tuple[float, str]:
    """Give what is played at a time: (when it began, title); two of one title stay apart."""
    there = [one for one in segments if one.start <= time < one.end]
    if there:
        shortest = min(there, key=lambda one: (one.end - one.start, one.start))
        return (-1.0, shortest.title)
    chapter = [one for one in base if one.start <= time][-1]
    return (chapter.start, chapter.title)


def _joined(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """A remnant too short to be heard as a chapter belongs to the one before it, at the beginning to the next."""
    kept: list[Chapter] = []
    for place, one in enumerate(chapters):
        is_last = place + 1 == len(chapters)
        if is_last or chapters[place + 1].start - one.start >= SHORTEST:
            first = not kept and place > 0
            kept.append(Chapter(start=chapters[0].start, title=one.title) if first else one)
    return tuple(kept)


def without(chapters: Sequence[Chapter], cuts: Iterable[Span]) -> tuple[Chapter, ...]:
    """Move chapters to where they begin once something was cut out; those that were cut out as a whole are gone."""
    spans = tuple(cuts)
    if not spans:
        return tuple(chapters)
    moved: dict[float, Chapter] = {}
    for one in chapters:
        start = round(moved_time(one.start, spans), 3)
        # Of those that now begin together, the earlier ones have nothing left.
        moved[start] = Chapter(start=start, title=one.title)
    return tuple(moved.values())


def moved_time(time: float, cuts: Iterable[Span]) -> float:
    """Give where a moment of the source is in the file; one that was cut out is where the cut is."""
    return time - sum(max(0.0, min(time, cut.end) - cut.start) for cut in cuts)


def within(chapters: Iterable[Chapter], duration: float | None) -> tuple[Chapter, ...]:
    """Leave out chapters that begin where a file ends, or after that."""
    if duration is None:
        return tuple(chapters)
    return tuple(one for one in chapters if one.start < duration)
