"""What the loopback site holds, as records: items, the lists they stand in, channels. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from attrs import field, frozen

from anypod.model.chapter import Chapter
from anypod.model.download import LiveStatus


@frozen(kw_only=True)
class Rendition:
    """One format of an item.

    Attributes:
        file: served at the item's own media path.
        url: an absolute URL instead of a file (a manifest, say).
        protocol: yt-dlp's name, None for plain HTTP.
        tbr: kbit/s in all; what formats are ordered by.
        preference: yt-dlp's `language_preference`: 10 the original, -1 a dub.
        rate: bytes a second at which its file is sent, None for as fast as it goes.
    """

    format_id: str
    ext: str
    vcodec: str
    acodec: str
    file: Path | None = None
    url: str | None = None
    protocol: str | None = None
    width: int | None = None
    height: int | None = None
    tbr: float | None = None
    language: str | None = None
    preference: int | None = None
    rate: float | None = None


@frozen(kw_only=True)
class Item:
    """One watch page.

    Attributes:
        seconds: the duration as the page says.
        subtitles, automatic: language → WebVTT.
        translated: the same, of what a machine made of `automatic`.
        availability: yt-dlp's word.
        listed_as: what lists show instead of the title (and then no duration), as "[Private video]".
        refusal: why it can't be played, in the site's words; then it has no formats.
        countries: where it may be played, for a refusal that depends on the place.
        short: whether it is watched under /shorts/.
        season, season_name, episode: its place in a series.
        age_limit: years.
    """

    id: str
    title: str
    seconds: float | None
    description: str = ""
    channel: str | None = None
    published: datetime | None = None
    renditions: tuple[Rendition, ...] = ()
    thumbnail: Path | None = None
    chapters: tuple[Chapter, ...] = ()
    subtitles: Mapping[str, str] = field(factory=dict)
    automatic: Mapping[str, str] = field(factory=dict)
    translated: Mapping[str, str] = field(factory=dict)
    live: LiveStatus = LiveStatus.NONE
    release: datetime | None = None
    availability: str = "public"
    listed_as: str | None = None
    refusal: str | None = None
    countries: tuple[str, ...] = ()
    short: bool = False
    season: int | None = None
    season_name: str | None = None
    episode: int | None = None
    age_limit: int | None = None


@frozen(kw_only=True)
class Channel:
    """A channel and the tabs that it has, in their order. `handle` begins with @."""

    handle: str
    title: str
    description: str = ""
    avatar: Path | None = None
    tabs: tuple[str, ...] = ()


@frozen(kw_only=True)
class Shelf:
    """A list of items: a channel's tab ("@handle/videos") or a playlist (its id). Ids may come twice or dangle.

    Attributes:
        channel: the handle of whom it belongs to.
        undated: whether its entries carry no date even when an approximate one is asked for.
    """

    name: str
    title: str
    items: tuple[str, ...] = ()
    description: str = ""
    channel: str | None = None
    undated: bool = False


@frozen(kw_only=True)
class Catalogue:
    """All that a site holds at one moment; a change is a new catalogue, so that readers need no lock."""

    items: Mapping[str, Item] = field(factory=dict)
    shelves: Mapping[str, Shelf] = field(factory=dict)
    channels: Mapping[str, Channel] = field(factory=dict)
