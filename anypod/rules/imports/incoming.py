"""What comes in from elsewhere: feeds with our keys, items with their files, and what was left behind, with reasons."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from anypod.model.download import Download
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.transcript import Transcript

Table = Mapping[str, object]
"""Keys and values as TOML has them."""


@frozen
class Loss:
    """Something that is not carried over as it was.

    Attributes:
        where: the other program's own name for it, dotted.
        why: a sentence for people, with what to do instead where there is something.
    """

    where: str
    why: str


@frozen(kw_only=True)
class IncomingFeed:
    """A feed.

    Attributes:
        name: what it is called here; it may have to get another, where that is taken.
        former: what it was called there.
        titled: whether that is a title for people, which a name had to be made of in any case.
        table: its keys, as they are written into the config.
        page_size: how far back in its list it looked there, where nothing else bounds it; None where it looked at all.
    """

    name: str
    former: str
    table: Table
    page_size: int | None = None
    titled: bool = False


@frozen(kw_only=True)
class Incoming:
    """What a config says.

    Attributes:
        sections: for a new config; one that is there keeps its own.
        data_dir: where the other program kept its files, as its config says; None where it doesn't.
    """

    sections: Mapping[str, Table] = field(factory=dict)
    feeds: tuple[IncomingFeed, ...] = ()
    losses: tuple[Loss, ...] = ()
    data_dir: str | None = None


@frozen(kw_only=True)
class IncomingFile:
    """Where an item's file is, below the other program's data folder.

    Attributes:
        path: relative, with slashes.
        mime: the type under which it was published; None where that is not known.
    """

    path: str
    mime: str | None = None


@frozen(kw_only=True)
class IncomingTranscript:
    """A transcript's file, and what it is."""

    path: str
    transcript: Transcript


@frozen(kw_only=True)
class IncomingItem:
    """An item of a feed's history.

    Attributes:
        download: its row, without file: `downloaded` only once that is here.
        file, image, transcripts: relative paths of what belongs to it.
        log: what yt-dlp wrote last.
    """

    download: Download
    file: IncomingFile | None = None
    image: str | None = None
    transcripts: tuple[IncomingTranscript, ...] = ()
    log: str | None = None


@frozen(kw_only=True)
class IncomingHistory:
    """What a feed published before.

    Attributes:
        metadata: what its source said of itself.
        image: relative path of its artwork.
    """

    source_type: SourceType = SourceType.UNKNOWN
    metadata: SourceMetadata = field(factory=SourceMetadata)
    image: str | None = None
    items: tuple[IncomingItem, ...] = ()
    losses: tuple[Loss, ...] = ()
