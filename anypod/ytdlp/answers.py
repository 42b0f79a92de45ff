"""The runner's facts → the model's records. Pure; knows what sites mean by their fields, asks nothing."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from anypod.model.chapter import Chapter, Segment
from anypod.model.download import LiveStatus
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.source import Details, Entry
from anypod.rules.chapters import source_chapters
from anypod.rules.pages import page_of
from anypod.ytdlp.protocol import Facts

_GENERIC = frozenset({"generic", "html5mediaembed", "html5"})
_CHANNEL = re.compile(r"/(?:@[^/]+|channel/|c/|user/|channels?/|profile/)", re.IGNORECASE)
_MASKED = re.compile(r"\[(?:private|deleted|unavailable) video\]", re.IGNORECASE)
_LIVE = {status.value: status for status in LiveStatus}


def details_of(facts: Facts) -> Details:
    """Give an item's full metadata."""
    live = _live(facts)
    return Details(
        title=facts.title or facts.id or facts.page or "",
        description=facts.description,
        author=facts.author,
        published=_published(facts),
        duration=facts.duration,
        live=live,
        short=facts.short,
        season=facts.season,
        season_name=facts.season_name,
        episode=facts.episode,
        age_limit=facts.age_limit,
        due=moment_of(facts.release) if live is LiveStatus.UPCOMING else None,
        thumbnail_url=facts.thumbnail,
        chapters=_chapters(facts),
        segments=_segments(facts),
        filesize=facts.size,
    )


def _chapters(facts: Facts) -> tuple[Chapter, ...]:
    told = (Chapter(start=float(start), title=str(title)) for start, title in facts.chapters)
    return source_chapters(told, facts.description, facts.duration)


def _segments(facts: Facts) -> tuple[Segment, ...] | None:
    if facts.segments is None:
        return None
    return tuple(
        Segment(start=float(start), end=float(end), category=str(category), title=str(title))
        for start, end, category, title in facts.segments
    )


def entry_of(facts: Facts, position: int, *, signed_in: bool) -> Entry:
    """Give one entry of a list.

    Args:
        facts: of a flat list, or in full when the source is a single item.
        position: from 0.
        signed_in: there are cookies, so that members' items may be within reach.
    """
    published = _published(facts)
    url = facts.url or facts.page or ""
    return Entry(
        extractor=_extractor(facts),
        source_id=_source_id(facts, url),
        part=facts.part,
        url=url,
        title=facts.title or facts.id or page_of(url),
        description=facts.description,
        author=facts.author,
        position=position,
        published=published if facts.exact else None,
        about=None if facts.exact else published,
        duration=facts.duration,
        live=_live(facts),
        short=facts.short,
        season=facts.season,
        season_name=facts.season_name,
        episode=facts.episode,
        age_limit=facts.age_limit,
        thumbnail_url=facts.thumbnail,
        unavailable=_unavailable(facts, signed_in=signed_in),
    )


def metadata_of(facts: Facts, source_type: SourceType) -> SourceMetadata:
    """Give what a source says of itself. A tab's title names the tab too, which is no part of a channel's name."""
    is_channel = source_type is SourceType.CHANNEL
    return SourceMetadata(
        title=(facts.author if is_channel else None) or facts.title,
        description=facts.description,
        language=facts.language,
        author=facts.author,
        link=page_of(facts.page or facts.url or "") or None,
        image_url=facts.thumbnail,
    )


def source_type_of(facts: Facts, entries: tuple[Entry, ...]) -> SourceType:
    """Classify a source by what it said of itself and of its entries."""
    generic = _extractor(facts) in _GENERIC
    if facts.single:
        return SourceType.PAGE if generic and not facts.direct else SourceType.VIDEO
    if any(entry.part is not None for entry in entries):
        return SourceType.PAGE
    page = urlsplit(facts.page or facts.url or "")
    own_id = facts.id is not None and facts.id == facts.author_id
    return SourceType.CHANNEL if not generic and (own_id or _CHANNEL.search(page.path)) else SourceType.PLAYLIST


def _extractor(facts: Facts) -> str:
    return (facts.extractor or "generic").lower()


def _source_id(facts: Facts, url: str) -> str:
    """The generic extractor's ids are file names, and a podcast may name each of its files audio.mp3.

    An RSS item's guid is its own; any other generic item is told apart by its address, without the fragment.
    """
    digest = hashlib.sha256(page_of(url).encode()).hexdigest()[:12]
    if facts.id is None:
        return digest
    return f"{facts.id}-{digest}" if _extractor(facts) in _GENERIC and not facts.guid else facts.id


def _live(facts: Facts) -> LiveStatus:
    return _LIVE.get(facts.live or "", LiveStatus.NONE)


def _published(facts: Facts) -> datetime | None:
    """The recording of a stream was published when the stream began; an announced one hasn't been."""
    if facts.live == LiveStatus.UPCOMING:
        return None
    began = facts.release if facts.live == LiveStatus.WAS_LIVE else None
    return moment_of(began) or moment_of(facts.timestamp) or _day(facts.day) or moment_of(facts.release)


def moment_of(seconds: float | None) -> datetime | None:
    """Give the moment so many seconds after 1970; None where no calendar has it: some sites count milliseconds."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _day(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text or "", "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _unavailable(facts: Facts, *, signed_in: bool) -> str | None:
    if _MASKED.fullmatch(facts.title or ""):
        return facts.title
    if signed_in:
        return None
    reasons = {"subscriber_only": "For members only", "premium_only": "For paying users only", "private": "Private"}
    return reasons.get(facts.availability or "")
