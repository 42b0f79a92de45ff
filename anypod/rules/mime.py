"""The one table of media types that the feed and the server share."""

from __future__ import annotations

MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/x-m4a",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "mka": "audio/x-matroska",
    "mp4": "video/mp4",
    "m4v": "video/x-m4v",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
}
"""Extension → type. m4a has Apple's value; Python's own table says audio/mp4."""

TRANSCRIPT_TYPES = {"vtt": "text/vtt", "srt": "application/x-subrip"}
"""The same of transcripts, the form first that more apps read."""
