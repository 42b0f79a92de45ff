"""An item, its feed and its settings → what its file says of itself. Pure; knows no container."""

from __future__ import annotations

from datetime import UTC

from attrs import evolve

from anypod.model.chapter import Span
from anypod.model.download import Download, MediaFile
from anypod.model.feed import Feed
from anypod.model.settings import FeedSettings
from anypod.model.source import Details
from anypod.model.tags import Tags
from anypod.rules.chapters import file_chapters
from anypod.rules.pages import page_of

LONGEST = 4_000
"""Characters of a description. Some players read all tags into memory before they begin."""


def tags_of(row: Download, feed: Feed | None, settings: FeedSettings) -> Tags:
    """Give a file's tags.

    Args:
        row: as it will be once the file is published (`as_published`).
        feed: its row, for the source's words.
        settings: the feed's; what they say goes first.
    """
    own, source = settings.metadata, feed.metadata if feed is not None else None
    return Tags(
        title=row.title,
        artist=own.author or row.author or (source.author if source else None),
        album=own.title or (source.title if source else None) or settings.name,
        date=f"{row.published.astimezone(UTC):%Y-%m-%d}" if row.published else None,
        description=row.description[:LONGEST] if row.description else None,
        page=page_of(row.source_url),
        chapters=file_chapters(row, settings.sponsorblock) if settings.chapters else None,
    )


def as_published(row: Download, file: MediaFile, details: Details | None, cuts: tuple[Span, ...]) -> Download:
    """Give a row with what a fetch found out; what that left open stays."""
    row = evolve(row, file=file, cuts=cuts)
    if details is None:
        return row
    return evolve(
        row,
        title=details.title,
        description=details.description or row.description,
        author=details.author or row.author,
        published=details.published or row.published,
        chapters=details.chapters,
        segments=row.segments if details.segments is None else details.segments,
    )
