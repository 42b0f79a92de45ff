"""One item of the test site, in words: `video("a", seconds=5).private()`. Each word gives a new description.

A description becomes an `Item` of the engine and the faults that its requests meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from attrs import evolve, field, frozen

from anypod.demo.answers import Kind
from anypod.demo.captions import rolling_cues
from anypod.demo.catalogue import Item, Rendition
from anypod.model.chapter import Chapter
from anypod.model.download import LiveStatus
from tests.site import faults, texts
from tests.site.faults import Effect, Fault
from tests.site.media import MediaCache

SEPARATE = ("140", "251", "134", "136", "18")
_LOGIN = frozenset({texts.PRIVATE, texts.MEMBERS, texts.AGE, texts.BOT_CHECK})


@frozen(kw_only=True)
class Video:
    """What a test says of one item.

    Attributes:
        seconds: of its media; whole seconds, since the files are shared by length.
        said: the duration that the page gives, where it isn't `seconds`.
        formats: YouTube's numbers: 140 m4a, 251 opus, 134 and 136 H.264 without sound, 18 both, "hls".
        dubs: languages for which a dubbed 140 is offered beside the original.
        weight: bytes to which each file is filled up, with a box that players skip.
        lifetime: uses of a media URL before it answers 403; None for ever.
    """

    id: str
    title: str
    seconds: int = 2
    said: float | None = None
    description: str = ""
    published: datetime | None = None
    formats: tuple[str, ...] = SEPARATE
    dubs: tuple[str, ...] = ()
    weight: int = 0
    lifetime: int | None = None
    chapters: tuple[Chapter, ...] = ()
    subtitles: Mapping[str, str] = field(factory=dict)
    automatic: Mapping[str, str] = field(factory=dict)
    translated: Mapping[str, str] = field(factory=dict)
    thumbnail: bool = True
    live: LiveStatus = LiveStatus.NONE
    release: datetime | None = None
    availability: str = "public"
    listed_as: str | None = None
    refusal: str | None = None
    countries: tuple[str, ...] = ()
    season: int | None = None
    season_name: str | None = None
    episode: int | None = None
    age_limit: int | None = None
    rate: float | None = None
    faults: tuple[Fault, ...] = ()

    # What it is --------------------------------------------------------------------------------------------------

    def audio_only(self) -> Video:
        """Offer sound alone."""
        return evolve(self, formats=("140", "251"))

    def no_audio(self) -> Video:
        """Offer a picture alone."""
        return evolve(self, formats=("134", "136"))

    def muxed(self) -> Video:
        """Offer one file with both."""
        return evolve(self, formats=("18",))

    def opus_only(self) -> Video:
        """Offer sound that no podcast app on a phone of Apple's plays."""
        return evolve(self, formats=("251",))

    def hls(self) -> Video:
        """Offer HLS only, the sound apart from the picture."""
        return evolve(self, formats=("hls",))

    def dubbed(self, *languages: str) -> Video:
        """Offer the sound in other languages too; the original is English."""
        return evolve(self, dubs=languages)

    def weighs(self, size: int) -> Video:
        """Make each of its files at least so many bytes."""
        return evolve(self, weight=size)

    def undated(self) -> Video:
        """Let its page give no date."""
        return evolve(self, published=None)

    def claims(self, seconds: float) -> Video:
        """Let its page give another length than its media have."""
        return evolve(self, said=seconds)

    def told(self, description: str) -> Video:
        """Give it a description."""
        return evolve(self, description=description)

    def chaptered(self, *starts: tuple[float, str]) -> Video:
        """Give it chapters: (seconds, title)."""
        return evolve(self, chapters=tuple(Chapter(start=start, title=title) for start, title in starts))

    def numbered(self, season: int, episode: int, name: str | None = None) -> Video:
        """Give it a place in a series: its number in a season, which may have a name."""
        return evolve(self, season=season, season_name=name, episode=episode)

    def for_adults(self) -> Video:
        """Let its page say whom it is for."""
        return evolve(self, age_limit=18)

    def subtitled(self, **languages: str) -> Video:
        """Give it subtitles by its creator: language=what is said first."""
        return evolve(self, subtitles={lang: vtt(text) for lang, text in languages.items()})

    def auto_subtitled(self, **languages: str) -> Video:
        """Give it subtitles by a machine, which rolls its lines. An underscore in a language stands for a hyphen."""
        heard = {
            lang.replace("_", "-"): rolling_cues(*text.split("\n"), "and more") for lang, text in languages.items()
        }
        return evolve(self, automatic=heard)

    def auto_translated(self, **languages: str) -> Video:
        """Let a machine translate what it heard."""
        return evolve(self, translated={lang: rolling_cues(text) for lang, text in languages.items()})

    # When it can be had ------------------------------------------------------------------------------------------

    def upcoming(self, in_hours: float) -> Video:
        """Announce it as a stream that has yet to begin."""
        release = now() + timedelta(hours=in_hours)
        return evolve(self, live=LiveStatus.UPCOMING, release=release, refusal=texts.upcoming(in_hours))

    def is_live(self) -> Video:
        """Let it be on the air since an hour."""
        return evolve(self, live=LiveStatus.LIVE, release=now() - timedelta(hours=1))

    def post_live(self) -> Video:
        """Let its stream just have ended, with no recording yet."""
        return evolve(self, live=LiveStatus.POST_LIVE, refusal=texts.POST_LIVE)

    def was_live(self) -> Video:
        """Let it be the recording of a stream."""
        return evolve(self, live=LiveStatus.WAS_LIVE)

    # Why it can't be had -----------------------------------------------------------------------------------------

    def private(self) -> Video:
        """Refuse it; the cookie `auth=ok` opens it, as it does the other refusals that a login lifts."""
        return evolve(self, availability="private", refusal=texts.PRIVATE)

    def masked(self, title: str = "[Private video]") -> Video:
        """Let lists show this instead of its title, as playlists do with what can't be had."""
        return evolve(self, listed_as=title)

    def members(self) -> Video:
        """Refuse it to all but members; a list shows that."""
        return evolve(self, availability="subscriber_only", refusal=texts.MEMBERS)

    def age_restricted(self) -> Video:
        """Refuse it until somebody signs in."""
        return evolve(self, availability="needs_auth", refusal=texts.AGE)

    def bot_check(self) -> Video:
        """Refuse it as the site does when it takes us for a robot."""
        return evolve(self, refusal=texts.BOT_CHECK)

    def rate_limited(self) -> Video:
        """Refuse it as YouTube does in words, with no HTTP status."""
        return evolve(self, refusal=texts.RATE_LIMITED)

    def removed(self) -> Video:
        """Let its uploader have removed it."""
        return evolve(self, refusal=texts.REMOVED)

    def terminated(self) -> Video:
        """Let the account be gone."""
        return evolve(self, refusal=texts.TERMINATED)

    def copyright(self) -> Video:
        """Let a claim have taken it down."""
        return evolve(self, refusal=texts.COPYRIGHT)

    def unavailable(self) -> Video:
        """Refuse it without a reason."""
        return evolve(self, refusal=texts.UNAVAILABLE)

    def geo_blocked(self, *allowed: str) -> Video:
        """Refuse it but in the countries named."""
        return evolve(self, refusal=texts.GEO, countries=allowed or ("US",))

    def drm(self) -> Video:
        """Protect all of its formats."""
        return evolve(self, refusal=texts.DRM)

    def no_formats(self) -> Video:
        """Show the page, with nothing to play and no reason."""
        return evolve(self, formats=())

    # What goes wrong ---------------------------------------------------------------------------------------------

    def fails(self, status: int, times: int | None = None, retry_after: int | None = None) -> Video:
        """Answer its page with an HTTP status."""
        return self._with(faults.status(status, retry_after), Kind.WATCH, times)

    def media_fails(self, status: int, times: int | None = None, retry_after: int | None = None) -> Video:
        """Answer its media with an HTTP status."""
        return self._with(faults.status(status, retry_after), Kind.MEDIA, times)

    def subtitles_fail(self, status: int, times: int | None = None) -> Video:
        """Answer its subtitles with an HTTP status."""
        return self._with(faults.status(status), Kind.SUBTITLES, times)

    def thumbnail_fails(self, status: int, times: int | None = None) -> Video:
        """Answer its picture with an HTTP status."""
        return self._with(faults.status(status), Kind.THUMBNAIL, times)

    def hangs(self, times: int | None = None) -> Video:
        """Never answer for its page."""
        return self._with(faults.hang, Kind.WATCH, times)

    def media_hangs(self, after: int = 0, times: int | None = None) -> Video:
        """Send so many bytes of its media, then nothing more."""
        return self._with(faults.stick(after), Kind.MEDIA, times)

    def cuts_after(self, size: int, times: int | None = None) -> Video:
        """Close the connection after so many bytes of each answer with its media."""
        return self._with(faults.cut(size), Kind.MEDIA, times)

    def drops(self, times: int | None = None) -> Video:
        """Close the connection instead of giving its page."""
        return self._with(faults.drop, Kind.WATCH, times)

    def bad_json(self, times: int | None = None) -> Video:
        """Give a page that is no JSON."""
        return self._with(faults.garble, Kind.WATCH, times)

    def crashes(self, times: int | None = None) -> Video:
        """Give a page on which the extractor stumbles with a KeyError."""
        return self._with(faults.empty, Kind.WATCH, times)

    def throttled(self, kbps: float) -> Video:
        """Send its media at so many kilobits a second."""
        return evolve(self, rate=kbps * 1_000 / 8)

    def expiring(self, uses: int = 1) -> Video:
        """Let each media URL that a page gives work so many times, then answer 403."""
        return evolve(self, lifetime=uses)

    def _with(self, effect: Effect, kind: Kind, times: int | None) -> Video:
        fault = Fault(effect=effect, kinds=frozenset({kind}), name=self.id, times=times)
        return evolve(self, faults=(*self.faults, fault))

    # What the engine makes of it ---------------------------------------------------------------------------------

    def item(self, media: MediaCache, base: str, *, channel: str | None, short: bool) -> Item:
        """Give the engine's record, with the media made if this machine hasn't got them yet."""
        return Item(
            id=self.id,
            title=self.title,
            seconds=self.seconds if self.said is None else self.said,
            description=self.description,
            channel=channel,
            published=self.published,
            renditions=tuple(_renditions(self, media, base)),
            thumbnail=media.picture() if self.thumbnail else None,
            chapters=self.chapters,
            subtitles=self.subtitles,
            automatic=self.automatic,
            translated=self.translated,
            live=self.live,
            release=self.release,
            availability=self.availability,
            listed_as=self.listed_as,
            refusal=self.refusal,
            countries=self.countries,
            short=short,
            season=self.season,
            season_name=self.season_name,
            episode=self.episode,
            age_limit=self.age_limit,
        )


def video(id: str, title: str | None = None, *, seconds: int = 2, published: datetime | None = None) -> Video:
    """Begin to describe an item; without a date it was published a week ago."""
    return Video(id=id, title=title or f"Title of {id}", seconds=seconds, published=published or days_ago(7))


def now() -> datetime:
    """Give this second."""
    return datetime.now(UTC).replace(microsecond=0)


def days_ago(days: float) -> datetime:
    """Give the second that was so many days before this one."""
    return now() - timedelta(days=days)


def vtt(text: str) -> str:
    """Give WebVTT with one cue for the first second and one for the next."""
    return f"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n{text}\n\n00:00:01.000 --> 00:00:02.000\nand more\n"


def opened(item: Item) -> Item:
    """Give an item as somebody who is signed in sees it."""
    return evolve(item, refusal=None) if item.refusal in _LOGIN else item


_FILES = {
    "140": ("audio.m4a", "none", "mp4a.40.2", None, 129.0),
    "251": ("audio.webm", "none", "opus", None, 130.0),
    "mp3": ("audio.mp3", "none", "mp3", None, 64.0),
    "134": ("360.mp4", "avc1.4d401e", "none", (640, 360), 300.0),
    "136": ("720.mp4", "avc1.64001f", "none", (1280, 720), 900.0),
    "18": ("muxed.mp4", "avc1.42001E", "mp4a.40.2", (640, 360), 250.0),
}
"""Format → file, codecs, size, kbit/s."""


def _renditions(said: Video, media: MediaCache, base: str) -> list[Rendition]:
    made = []
    for number in said.formats:
        if number == "hls":
            made += _hls(said, media, base)
            continue
        made.append(_rendition(number, said, media))
        if number == "140":
            made += [
                evolve(_rendition(number, said, media), format_id=f"140-{d}", language=d, preference=-1)
                for d in said.dubs
            ]
    return made


def _hls(said: Video, media: MediaCache, base: str) -> list[Rendition]:
    media.hls(said.seconds)
    url = f"{base}/hls/{said.seconds}"
    picture = Rendition(
        format_id="hls-picture",
        ext="mp4",
        protocol="m3u8_native",
        vcodec="avc1.42c01e",
        acodec="none",
        url=f"{url}/0.m3u8",
        width=640,
        height=360,
    )
    sound = evolve(picture, format_id="hls-sound", vcodec="none", acodec="mp4a.40.2", width=None, height=None)
    return [picture, evolve(sound, url=f"{url}/1.m3u8")]


def _rendition(number: str, said: Video, media: MediaCache) -> Rendition:
    name, vcodec, acodec, size, tbr = _FILES[number]
    width, height = size or (None, None)
    original = acodec != "none" and bool(said.dubs)
    return Rendition(
        format_id=number,
        ext=name.rpartition(".")[2],
        file=media.file(name, said.seconds, said.weight),
        vcodec=vcodec,
        acodec=acodec,
        width=width,
        height=height,
        tbr=tbr,
        language="en" if original else None,
        preference=10 if original else None,
        rate=said.rate,
    )
