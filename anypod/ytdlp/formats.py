"""What a feed's media settings mean in yt-dlp's terms: which formats, and what becomes of them. Pure."""

from __future__ import annotations

from anypod.model.settings import FeedSettings, Media

_AAC = "[acodec~='^(mp4a|aac)']"
_H264 = "[vcodec~='^(avc|h264)']"
_SOUND, _PICTURE = "[acodec!=?none]", "[vcodec!=?none]"
"""With what may be there, too: many sites don't tell codecs."""


def format_args(feed: FeedSettings) -> tuple[str, ...]:
    """Give -f: the feed's own expression, else what its media implies."""
    return ("-f", feed.format or _expression(feed))


def conversion_args(feed: FeedSettings) -> tuple[str, ...]:
    """Give what is done to a file after its download; ffmpeg's files come out faststart, as yt-dlp always asks for."""
    match feed.media:
        case Media.AUDIO:
            # By the source's extension: mp3 stays, AAC is copied into m4a, anything else is encoded.
            return ("-x", "--audio-format", "mp3>mp3/m4a")
        case Media.VIDEO:
            # A source that has sound alone keeps its container: sound named mp4 would pass for a film.
            kept = "/".join(f"{ext}>{ext}" for ext in ("m4a", "mp3", "ogg", "opus", "flac", "wav"))
            return ("--merge-output-format", "mp4", "--remux-video", f"{kept}/mp4")
        case Media.AS_IS:
            return ()


def _expression(feed: FeedSettings) -> str:
    """Each choice for the wanted language comes first; a source that hasn't got it gives the best that it has."""
    match feed.media:
        case Media.AUDIO:
            return "/".join(_audio(feed.audio_language))
        case Media.VIDEO:
            return "/".join(_video(feed.audio_language, feed.max_height))
        case Media.AS_IS:
            return "/".join(_as_is(feed.audio_language, feed.max_height))


def _audio(language: str) -> list[str]:
    muxed = [f"b*{lang}{kind}{_SOUND}" for lang in _languages(language) for kind in (_AAC, "")]
    return [*_sound_alone(language), *muxed]


def _sound_alone(language: str) -> list[str]:
    kinds = (_AAC, "[ext=m4a]", "[acodec^=mp3]", "")
    return [f"ba{lang}{kind}" for lang in _languages(language) for kind in kinds]


def _video(language: str, height: int) -> list[str]:
    wanted = _languages(language)
    # `<=` first: a format that doesn't tell its height may be of any. And `bv`, since `bv*` takes muxed dubs.
    best = [f"bv{_H264}[height<={height}]+ba{lang}{_AAC}" for lang in wanted]
    muxed = [f"b{_H264}{_AAC}{lang}[height<=?{height}]" for lang in wanted]
    mixed = [f"bv{_H264}[height<=?{height}]+ba{lang}" for lang in wanted]
    other = [f"bv[height<=?{height}]+ba{lang}" for lang in wanted]
    return [*best, *muxed, *mixed, *other, *_anything(height), *_sound_alone(language)]


def _as_is(language: str, height: int) -> list[str]:
    wanted = _languages(language)
    merged = [f"bv[height<=?{height}]+ba{lang}" for lang in wanted]
    return [*merged, *_anything(height), *_sound_alone(language)]


def _anything(height: int) -> list[str]:
    """`b` alone would also take sound where there is nothing but sound, and not the kind that plays everywhere."""
    return [f"b{_PICTURE}[height<=?{height}]", "bv*+ba", f"b{_PICTURE}"]


def _languages(language: str) -> list[str]:
    """Filters in the order of preference. yt-dlp marks the original by 10, the site's default by 5, a dub by -1."""
    match language:
        case "original" | "":
            return ["[language_preference>=?10]", ""]
        case "default":
            return ["[language_preference=5]", "[language_preference>=?5]", ""]
        case code:
            return [f"[language~='^{code}(-|$)']", "[language_preference>=?10]", ""]
