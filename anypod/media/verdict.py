"""Judges what ffprobe said and how far a file can be read: a MediaFile, or the reason for refusing it. Pure."""

from __future__ import annotations

import json
from pathlib import PurePath

from attrs import frozen
from cattrs import BaseValidationError, Converter

from anypod.media.container import Mismatch, deserved_ext
from anypod.media.head import doc_type, is_picture, not_media
from anypod.media.run import reason
from anypod.model.download import MediaFile
from anypod.model.failure import Failure, FailureKind
from anypod.rules.mime import MEDIA_TYPES

SHORT_BY = 2.0
"""Seconds that a file may always fall short."""
SHORT_PART = 0.02
"""The part of the whole that a file may fall short."""
_GUESSED = "Estimating duration from bitrate"
_CONVERTER = Converter()


@frozen
class Disposition:
    """Of ffprobe's flags the one that tells a cover from a moving picture."""

    attached_pic: int = 0


@frozen
class Stream:
    """One stream as ffprobe names its fields; durations are decimal text."""

    codec_type: str = ""
    duration: str = ""
    disposition: Disposition = Disposition()


@frozen
class Format:
    """The container as ffprobe names its fields."""

    format_name: str = ""
    duration: str = ""


@frozen
class Report:
    """ffprobe's answer."""

    streams: tuple[Stream, ...] = ()
    format: Format = Format()


@frozen(kw_only=True)
class Claim:
    """What a file's headers say.

    Attributes:
        ext, mime, video: as in MediaFile.
        duration: seconds that the headers promise; None where ffprobe only guessed it from the bitrate.
    """

    ext: str
    mime: str
    video: bool
    duration: float | None


def refused_head(path: PurePath, head: bytes) -> Failure | None:
    """Refuse what the first bytes already show not to be media."""
    what = not_media(head)
    if what is None:
        return None
    kind = FailureKind.NO_FORMAT if is_picture(what) else FailureKind.TRANSIENT
    return Failure(kind=kind, message=f"The source gave {what} instead of media ({path.name}).")


def claimed(path: PurePath, head: bytes, out: str, err: str) -> Claim | Failure:
    """Judge ffprobe's JSON and its warnings."""
    report = parsed(out)
    if report is None or not report.format.format_name:
        return Failure(kind=FailureKind.TRANSIENT, message=f"The file can't be read as media: {reason(err)}.")
    playing = [stream for stream in report.streams if _plays(stream)]
    if not playing:
        return Failure(kind=FailureKind.NO_FORMAT, message="The file has neither sound nor a moving picture.")
    video = any(stream.codec_type == "video" for stream in playing)
    ext = deserved_ext(path.suffix.removeprefix(".").lower(), report.format.format_name, doc_type(head), video=video)
    if isinstance(ext, Mismatch):
        return Failure(kind=FailureKind.NO_FORMAT, message=ext.message)
    seconds = max(_seconds(text) for text in (report.format.duration, *(stream.duration for stream in playing)))
    duration = None if _GUESSED in err or seconds <= 0 else seconds
    return Claim(ext=ext, mime=MEDIA_TYPES[ext], video=video, duration=duration)


def measured(claim: Claim, seconds: float, size: int, expected: float | None) -> MediaFile | Failure:
    """Hold what could be read against what the headers and the source promise.

    Args:
        claim: the headers' word.
        seconds: where the last readable packet ends.
        size: bytes.
        expected: seconds as the source says; None where it doesn't.
    """
    if seconds <= 0:
        return Failure(kind=FailureKind.TRANSIENT, message="The file holds no sound or picture that can be read.")
    for promised in (claim.duration, expected):
        if promised is not None and falls_short(seconds, promised):
            message = f"The file is incomplete: {seconds:.0f} s of {promised:.0f} s."
            return Failure(kind=FailureKind.TRANSIENT, message=message)
    duration = seconds if claim.duration is None else claim.duration
    return MediaFile(ext=claim.ext, mime=claim.mime, size=size, duration=round(duration, 3), video=claim.video)


def falls_short(seconds: float, promised: float) -> bool:
    """Whether more is missing than rounding and a cut-off last packet explain."""
    return promised - seconds > max(SHORT_BY, SHORT_PART * promised)


def parsed(out: str) -> Report | None:
    """Read ffprobe's JSON; None where it isn't what ffprobe writes."""
    try:
        return _CONVERTER.structure(json.loads(out), Report)
    except (ValueError, TypeError, BaseValidationError):
        # cattrs raises TypeError where JSON has a number or null instead of an object.
        return None


def _plays(stream: Stream) -> bool:
    return stream.codec_type in {"audio", "video"} and not stream.disposition.attached_pic


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
