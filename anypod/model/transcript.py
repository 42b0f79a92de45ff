"""Transcripts of an item, and the cues that they are made of."""

from __future__ import annotations

from attrs import frozen

from anypod.model.settings import TranscriptSource


@frozen(kw_only=True)
class Transcript:
    """A transcript that is kept here.

    Attributes:
        lang: its language as feeds and addresses have it, such as "en" or "pt-BR".
        source: who wrote it.
    """

    lang: str
    source: TranscriptSource


@frozen(kw_only=True)
class Cue:
    """What is said at a time.

    Attributes:
        start, end: whole milliseconds; the end comes after the start.
        text: lines in WebVTT's own writing, so that "&" is "&amp;"; none is empty.
    """

    start: int
    end: int
    text: str


@frozen(kw_only=True)
class Subtitles:
    """What a source gave for a transcript.

    Attributes:
        text: WebVTT or SubRip, as the source has it.
        lang, source: as in `Transcript`.
    """

    text: str
    lang: str
    source: TranscriptSource
