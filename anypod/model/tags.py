"""What is written into a published file itself, for players that keep files and not feeds."""

from __future__ import annotations

from attrs import frozen

from anypod.model.chapter import Chapter


@frozen(kw_only=True)
class Tags:
    """A file's own words; None leaves out.

    Attributes:
        album: the feed's title.
        date: of publication, YYYY-MM-DD.
        page: where the item is to be found at its source.
        chapters: ascending; None takes out those that the file has, none leaves them as they are.
    """

    title: str
    artist: str | None = None
    album: str | None = None
    date: str | None = None
    description: str | None = None
    page: str | None = None
    chapters: tuple[Chapter, ...] | None = ()
