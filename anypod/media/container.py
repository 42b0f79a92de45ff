"""Which extension goes with which container, and which one a file deserves by what is in it. Pure."""

from __future__ import annotations

from attrs import frozen

_MOV = "mov,mp4,m4a,3gp,3g2,mj2"
_MATROSKA = "matroska,webm"
_FAMILIES = {
    _MOV: frozenset({"mp4", "m4a", "m4v", "mov"}),
    "mp3": frozenset({"mp3"}),
    "aac": frozenset({"aac"}),
    "ogg": frozenset({"ogg", "opus"}),
    "flac": frozenset({"flac"}),
    "wav": frozenset({"wav"}),
}
_NAMES = {
    _MOV: "MP4",
    "mp3": "MP3",
    "aac": "raw AAC (ADTS)",
    "ogg": "Ogg",
    "flac": "FLAC",
    "wav": "WAV",
}
_PICTURELESS = {"mp4": "m4a", "m4v": "m4a", "mkv": "mka"}
_MOVING = {"m4a": "mp4", "mka": "mkv"}
_SOUND_ONLY = frozenset({"mp3", "aac", "ogg", "opus", "flac", "wav"})


@frozen
class Mismatch:
    """Why a file can't be published under its extension; a sentence."""

    message: str


def deserved_ext(named: str, demuxer: str, doc_type: str | None, *, video: bool) -> str | Mismatch:
    """Give the extension to publish a file under.

    Within a container an extension follows the content: sound alone in an .mp4 is an .m4a, a moving picture in an .m4a
    makes it an .mp4. A file that is another container than its name says is a Mismatch: what made it went wrong.

    Args:
        named: the file's extension, without a dot, lower case.
        demuxer: ffprobe's format_name.
        doc_type: of a Matroska file, "webm" or "matroska".
        video: whether it has a moving picture.
    """
    family = _family(demuxer, doc_type)
    if not family:
        return Mismatch(f"The file is {container_name(demuxer, doc_type)}, which can't be published.")
    if named not in family:
        return Mismatch(f"The file is named .{named}, but it is {container_name(demuxer, doc_type)}.")
    if video and named in _SOUND_ONLY:
        return Mismatch(f"The file is named .{named}, but it has a moving picture.")
    return (_MOVING if video else _PICTURELESS).get(named, named)


def container_name(demuxer: str, doc_type: str | None) -> str:
    """What a person calls it."""
    if demuxer == _MATROSKA:
        return "WebM" if doc_type == "webm" else "Matroska"
    return _NAMES.get(demuxer, f'"{demuxer}"')


def _family(demuxer: str, doc_type: str | None) -> frozenset[str]:
    if demuxer == _MATROSKA:
        return frozenset({"webm"}) if doc_type == "webm" else frozenset({"mkv", "mka"})
    return _FAMILIES.get(demuxer, frozenset())
