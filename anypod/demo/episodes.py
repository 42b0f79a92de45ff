"""The demo channel's episodes: what they say of themselves and which media they need. Makes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from attrs import field, frozen

from anypod.demo.captions import cues, rolling_cues
from anypod.demo.catalogue import Catalogue, Channel, Item, Rendition, Shelf
from anypod.model.chapter import Chapter
from anypod.model.download import LiveStatus

HANDLE = "@harbour"
TAB = f"{HANDLE}/videos"


@frozen(kw_only=True)
class Episode:
    """One episode.

    Attributes:
        seconds: its length; 0 for one that has no media.
        days: how long ago it was published; below zero: how long until it begins.
        pitch, hue: Hz of its voice, degrees of its picture's colours: no two sound or look alike.
        takes: seconds that each of its files takes to be sent; 0 for as fast as it goes.
    """

    id: str
    title: str
    description: str
    seconds: int
    days: float
    pitch: int = 120
    hue: int = 0
    takes: float = 0
    chapters: tuple[Chapter, ...] = ()
    subtitles: Mapping[str, str] = field(factory=dict)
    automatic: Mapping[str, str] = field(factory=dict)
    refusal: str | None = None

    def media(self, folder: Path) -> tuple[Path, Path, Path]:
        """Give where its sound, picture and thumbnail belong."""
        return folder / f"{self.id}.m4a", folder / f"{self.id}.mp4", folder / f"{self.id}.jpg"


def _chapters(*starts: tuple[float, str]) -> tuple[Chapter, ...]:
    return tuple(Chapter(start=start, title=title) for start, title in starts)


EPISODES = (
    Episode(
        id="fog-signals",
        title="Fog signals & <whistles> 🌫️",
        description="Why a horn carries further than a light.\n\nMore: https://example.org/fog?a=1&b=2",
        seconds=60,
        days=0.4,
        pitch=105,
        hue=0,
        chapters=_chapters((0, "The horn"), (20, "The bell & the buoy"), (40, "Silence")),
        subtitles={"en": cues("Before there was radar", "there were horns,", "and people who listened.")},
    ),
    Episode(
        id="night-train",
        title="夜の電車 — 東京から青森まで",
        description="A night on the sleeper train, in one long take.",
        seconds=45,
        days=2.2,
        pitch=150,
        hue=60,
        automatic={"ja": rolling_cues("東京駅、二十二時。", "列車は静かに動き出す。")},
    ),
    Episode(
        id="slow-boat",
        title="A slow boat down the Danube (this one is sent slowly, to be watched)",
        description="Three minutes of river. The demo sends it slowly, so that its progress can be seen.",
        seconds=180,
        days=5.5,
        pitch=95,
        hue=130,
        takes=18,
        chapters=_chapters((0, "Ulm"), (60, "Vienna"), (120, "The delta")),
        automatic={"en": rolling_cues("we cast off at six", "and the river does the rest")},
    ),
    Episode(
        id="members-tea",
        title="Members' tea",
        description="An episode that can't be had, as there are on every channel.",
        seconds=0,
        days=9,
        refusal="Private video. Sign in if you've been granted access to this video.",
    ),
    Episode(
        id="why-blue",
        title='Почему небо «синее»? "Просто" о рассеянии',  # noqa: RUF001 - Cyrillic is what this title is for
        description="Пять вопросов о свете.",  # noqa: RUF001 - see above
        seconds=60,
        days=12.7,
        pitch=130,
        hue=190,
        subtitles={"ru": cues("Свет бывает разный.")},
    ),
    Episode(
        id="tide-tables",
        title="Tide tables, explained",
        description="The moon, the sun, and the shape of the bay.",
        seconds=90,
        days=19.1,
        pitch=115,
        hue=250,
        subtitles={"en": cues("Twice a day, more or less,", "the sea comes back.")},
        automatic={"en": rolling_cues("twice a day more or less", "the sea comes back")},
    ),
    Episode(
        id="trailer",
        title="Welcome to the harbour",
        description="Half a minute of what this is about.",
        seconds=30,
        days=26,
        pitch=140,
        hue=310,
    ),
    Episode(
        id="open-evening",
        title="Open evening at the lighthouse (live)",
        description="A stream that has yet to begin.",
        seconds=0,
        days=-0.25,
        refusal="This live event will begin in 6 hours.",
    ),
)


def catalogue(folder: Path, now: datetime) -> Catalogue:
    """Give the site, with media that are in `folder` and dates that count back from `now`."""
    items = {episode.id: _item(episode, folder, now) for episode in EPISODES}
    channel = Channel(
        handle=HANDLE,
        title="Harbour Radio — anypod's demo",
        description="A channel that anypod made on this machine, so that you can look round without a network.",
        avatar=folder / "avatar.jpg",
        tabs=("videos",),
    )
    shelf = Shelf(name=TAB, title=channel.title, channel=HANDLE, items=tuple(items), description=channel.description)
    return Catalogue(items=items, shelves={TAB: shelf}, channels={HANDLE: channel})


def _item(episode: Episode, folder: Path, now: datetime) -> Item:
    upcoming = episode.days < 0
    moment = now - timedelta(days=episode.days)
    return Item(
        id=episode.id,
        title=episode.title,
        seconds=episode.seconds or None,
        description=episode.description,
        channel=HANDLE,
        published=now if upcoming else moment,
        renditions=_renditions(episode, folder),
        thumbnail=episode.media(folder)[2] if episode.seconds else folder / "avatar.jpg",
        chapters=episode.chapters,
        subtitles=episode.subtitles,
        automatic=episode.automatic,
        live=LiveStatus.UPCOMING if upcoming else LiveStatus.NONE,
        release=moment if upcoming else None,
        availability="private" if episode.refusal and not upcoming else "public",
        refusal=episode.refusal,
    )


def _renditions(episode: Episode, folder: Path) -> tuple[Rendition, ...]:
    if not episode.seconds:
        return ()
    sound, picture, _ = episode.media(folder)
    return (
        Rendition(
            format_id="140",
            ext="m4a",
            vcodec="none",
            acodec="mp4a.40.2",
            file=sound,
            tbr=96,
            rate=_rate(episode, sound),
        ),
        Rendition(
            format_id="134",
            ext="mp4",
            vcodec="avc1.42c01e",
            acodec="none",
            file=picture,
            width=320,
            height=180,
            tbr=300,
            rate=_rate(episode, picture),
        ),
    )


def _rate(episode: Episode, file: Path) -> float | None:
    return file.stat().st_size / episode.takes if episode.takes else None
