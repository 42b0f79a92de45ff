"""What each kind of call makes of the runner's messages. Knows no process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from attrs import frozen

from anypod.model.chapter import Span
from anypod.model.failure import Failure, FailureKind
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.settings import TranscriptSource
from anypod.model.source import Entry, Examined, Fetched, Listing, Phase, Progress
from anypod.ytdlp.answers import details_of, entry_of, metadata_of, moment_of, source_type_of
from anypod.ytdlp.failures import failure_of, is_empty_tab
from anypod.ytdlp.protocol import About, Answer, Facts, Listed, Message, Moved, Refused


@frozen(kw_only=True)
class Captioned:
    """Subtitles that yt-dlp wrote, as their source has them."""

    path: Path
    lang: str
    source: TranscriptSource


OnItem = Callable[[Examined], Awaitable[None]]
OnProgress = Callable[[Progress], None]


class ListAnswers:
    """Gathers a listing."""

    def __init__(self, url: str, *, signed_in: bool) -> None:
        self._url = url
        self._signed_in = signed_in
        self._about: Facts | None = None
        self._entries: list[Entry] = []
        self._failure: Failure | None = None

    async def take(self, message: Message) -> None:
        """Take what the runner says."""
        match message:
            case About(facts=facts):
                self._about = facts
            case Listed(facts=facts):
                self._entries.append(entry_of(facts, len(self._entries), signed_in=self._signed_in))
            case Answer(trouble=trouble) if trouble is not None and not is_empty_tab(trouble):
                self._failure = self._failure or failure_of(trouble)
            case _:
                pass

    def listing(self, broken_off: Failure | None) -> Listing:
        """Give what was gathered; whatever failed on the way, the first reason is told."""
        entries = tuple(self._entries)
        source_type = source_type_of(self._about, entries) if self._about else SourceType.UNKNOWN
        return Listing(
            url=self._url,
            source_type=source_type,
            metadata=metadata_of(self._about, source_type) if self._about else SourceMetadata(),
            entries=entries,
            failure=self._failure or broken_off,
        )


class ExamineAnswers:
    """Hands on examined items as they come."""

    def __init__(self, on_item: OnItem) -> None:
        self._on_item = on_item
        self.failure: Failure | None = None

    async def take(self, message: Message) -> None:
        """Take what the runner says; an answer without a URL is about the call."""
        if not isinstance(message, Answer):
            return
        if not message.url:
            self.failure = _failure(message)
            return
        details = details_of(message.facts) if message.facts else None
        await self._on_item(Examined(url=message.url, details=details, failure=_failure(message)))


class FetchAnswers:
    """Hands on progress and keeps the result."""

    def __init__(self, on_progress: OnProgress) -> None:
        self._on_progress = on_progress
        self._answer: Answer | None = None
        self._phase = Phase.STARTING

    async def take(self, message: Message) -> None:
        """Take what the runner says."""
        if isinstance(message, Answer):
            self._answer = message
        elif isinstance(message, Moved):
            self._phase = Phase(message.phase)
            self._on_progress(_progress(message))

    @property
    def processing(self) -> bool:
        """Whether a postprocessor was at work last."""
        return self._phase is Phase.PROCESSING

    def outcome(self, broken_off: Failure | None) -> Fetched | Failure:
        """Give the file that is said to be there, or why there is none."""
        answer = self._answer
        if answer is None:
            return broken_off or Failure(kind=FailureKind.TRANSIENT, message="yt-dlp ended without an answer")
        if (failure := _failure(answer)) is not None:
            return failure
        if answer.path is None or answer.facts is None:
            return Failure(kind=FailureKind.NO_FORMAT, message="yt-dlp made no file")
        cuts = tuple(Span(start=start, end=end) for start, end in answer.cuts)
        return Fetched(path=Path(answer.path), details=details_of(answer.facts), cuts=cuts)


class CaptionAnswers:
    """Keeps the one answer."""

    def __init__(self) -> None:
        self._answer: Answer | None = None

    async def take(self, message: Message) -> None:
        """Take what the runner says."""
        if isinstance(message, Answer):
            self._answer = message

    def outcome(self, broken_off: Failure | None) -> Captioned | Failure | None:
        """Give the subtitles that are said to be there, None where there are none that are wanted, or what failed."""
        answer = self._answer
        if answer is None:
            return broken_off or Failure(kind=FailureKind.TRANSIENT, message="yt-dlp ended without an answer")
        if (failure := _failure(answer)) is not None:
            return failure
        if answer.path is None or answer.lang is None or answer.source is None:
            return None
        return Captioned(path=Path(answer.path), lang=answer.lang, source=TranscriptSource(answer.source))


class CheckAnswers:
    """Gathers refused options."""

    def __init__(self) -> None:
        self.refused: list[Refused] = []
        self.failure: Failure | None = None

    async def take(self, message: Message) -> None:
        """Take what the runner says."""
        if isinstance(message, Refused):
            self.refused.append(message)
        elif isinstance(message, Answer):
            self.failure = _failure(message)


def _failure(answer: Answer) -> Failure | None:
    if answer.trouble is None:
        return None
    return failure_of(answer.trouble, moment_of(answer.facts.release or None) if answer.facts else None)


def _progress(moved: Moved) -> Progress:
    return Progress(
        phase=Phase(moved.phase),
        done=moved.done,
        total=moved.total,
        speed=moved.speed,
        eta=moved.eta,
        step=moved.step,
    )
