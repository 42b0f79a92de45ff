"""yt-dlp as the rest of the service sees it: list, examine, fetch, caption. One call is one process."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import trio
from attrs import evolve, frozen

from anypod.model.download import Download, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.settings import DownloadsSettings, FeedSettings, YtdlpSettings
from anypod.model.source import Fetched, Listing
from anypod.model.transcript import Subtitles
from anypod.ytdlp.answering import (
    CaptionAnswers,
    CheckAnswers,
    ExamineAnswers,
    FetchAnswers,
    ListAnswers,
    OnItem,
    OnProgress,
)
from anypod.ytdlp.arguments import NATIVE, Setup, caption_args, examine_args, fetch_args, list_args, list_url
from anypod.ytdlp.call import Call, OnMessage, Place
from anypod.ytdlp.failures import broken
from anypod.ytdlp.jar import NO_COOKIES, Copy, Jar
from anypod.ytdlp.logbook import Logbook
from anypod.ytdlp.protocol import Refused, Request
from anypod.ytdlp.subtitles import subtitles_of

LONGEST_LIST = 10_000
"""Entries of one list that are looked at; so many are a minute's work for a phone, and no podcast has them."""
T = TypeVar("T")
_WAITS = 3
"""Attempts of which the last goes on without SponsorBlock's segments."""
_ROOM = 16_000_000
"""Bytes free below which a postprocessor that failed is taken to have run out of space: ffmpeg doesn't tell."""


@frozen
class FetchResult:
    """What a fetch gave, and what yt-dlp wrote meanwhile."""

    outcome: Fetched | Failure
    log: str


class Client:
    """Makes calls. Any number at once.

    Args:
        ytdlp: [ytdlp].
        downloads: [downloads]; the stall time-out holds for every call.
        work: a folder of ours, for what yt-dlp wants to keep and for each call's own files.
        ffmpeg: the folder of ffmpeg and ffprobe.
        packages: a folder with a newer yt-dlp; None for the bundled one.
        fenced: tells for which feeds nothing of this network may be asked, but for the proxy and the like.

    Cancelling a call ends its process and everything that this started, within seconds.
    """

    def __init__(
        self,
        ytdlp: YtdlpSettings,
        downloads: DownloadsSettings,
        *,
        work: Path,
        ffmpeg: Path,
        packages: Path | None = None,
        fenced: Callable[[FeedSettings], bool] = lambda _feed: False,
    ) -> None:
        work = work.absolute()
        self._fenced = fenced
        self._work = work
        self._packages = packages
        self._setup = Setup(ytdlp=ytdlp, downloads=downloads, ffmpeg=ffmpeg.absolute(), cache=work / "cache")
        self._jar = Jar(ytdlp.cookies_file, work / "cookies.json") if ytdlp.cookies_file is not None else None

    async def list(self, feed: FeedSettings, url: str) -> Listing:
        """List a URL, flat: the source's own words and its entries, each with what a list can know.

        A URL of a single item gives a list of one. A list that is cut short has its failure and what came before.
        """
        answers = ListAnswers(url, signed_in=self._jar is not None)
        async with self._session() as session:
            if session.failure is not None:
                return answers.listing(session.failure)
            args = list_args(self._setup, feed, session.cookies)
            wanted = list_url(url, feed.tab)
            request = Request(
                call="list",
                args=[*args],
                urls=[wanted],
                tab=feed.tab.value,
                limit=LONGEST_LIST,
                fence=_fence(self._setup.ytdlp, fenced=self._fenced(feed)),
            )
            listing = answers.listing(await session.run(request, answers.take))
            session.went_well = listing.failure is None
        return listing

    async def examine(self, feed: FeedSettings, urls: Sequence[str], on_item: OnItem) -> Failure | None:
        """Read the full metadata of some items, in one process; each is handed on as it comes, in this order.

        A site that refuses us altogether is asked for no further item: that one's failure is the last answer.

        Returns:
            Why the call broke off before its end; what an item failed of is that item's own.
        """
        answers = ExamineAnswers(on_item)
        async with self._session() as session:
            if session.failure is not None:
                return session.failure
            args = examine_args(self._setup, feed, session.cookies)
            request = Request(
                call="examine", args=[*args], urls=[*urls], fence=_fence(self._setup.ytdlp, fenced=self._fenced(feed))
            )
            broken_off = await session.run(request, answers.take)
            session.went_well = (answers.failure or broken_off) is None
        return answers.failure or broken_off

    async def fetch(self, feed: FeedSettings, download: Download, folder: Path, on_progress: OnProgress) -> FetchResult:
        """Fetch one item's media into `folder`, which is the item's own; parts left there are resumed.

        Cancellation leaves the parts for the next time.
        """
        answers = FetchAnswers(on_progress)
        async with self._session() as session:
            if session.failure is not None:
                return FetchResult(session.failure, "")
            folder = Path(await trio.Path(folder).absolute())
            fence = _fence(self._setup.ytdlp, fenced=self._fenced(feed))
            args = (*fetch_args(self._setup, feed, session.cookies, folder), *(NATIVE if fence is not None else ()))
            insist = bool(feed.sponsorblock.remove) and not _may_go_without(feed, download)
            request = Request(
                call="fetch",
                args=[*args],
                urls=[download.source_url],
                folder=str(folder),
                insist=insist,
                fence=fence,
            )
            outcome = answers.outcome(await session.run(request, answers.take))
            outcome = await _believed(outcome, folder, processing=answers.processing)
            session.went_well = isinstance(outcome, Fetched)
        return FetchResult(session.clean(outcome), session.log.text())

    async def caption(self, feed: FeedSettings, download: Download) -> Subtitles | Failure | None:
        """Fetch the subtitles that the feed wants of an item; None where its source has none of those.

        Cancellation leaves nothing behind.
        """
        answers = CaptionAnswers()
        async with self._session() as session:
            if session.failure is not None:
                return session.failure
            folder = session.folder / "subtitles"
            args = caption_args(self._setup, feed, session.cookies, folder)
            sources = [source.value for source in feed.transcript_source_priority]
            request = Request(
                call="caption",
                args=[*args],
                urls=[download.source_url],
                lang=feed.transcript_lang,
                sources=sources,
                fence=_fence(self._setup.ytdlp, fenced=self._fenced(feed)),
            )
            outcome = await subtitles_of(answers.outcome(await session.run(request, answers.take)))
            session.went_well = not isinstance(outcome, Failure)
        return session.clean(outcome)

    async def cookies(self) -> str:
        """Give a digest that changes when a person changes the cookies, and not when a call of ours does."""
        return NO_COOKIES if self._jar is None else await self._jar.origin()

    async def judge(self, args: Sequence[str], allowed: frozenset[str]) -> tuple[Refused, ...] | Failure:
        """Have options judged by yt-dlp's own parser, by the dests that are allowed; none is carried out."""
        answers = CheckAnswers()
        async with self._session(cookies=False) as session:
            request = Request(call="check", args=[*args], allowed=sorted(allowed))
            broken_off = await session.run(request, answers.take)
        return answers.failure or broken_off or tuple(answers.refused)

    @asynccontextmanager
    async def _session(self, *, cookies: bool = True) -> AsyncIterator[_Session]:
        """A folder for the call, with its own cookies in it; what it changed in them is kept if it went well."""
        folder = await trio.to_thread.run_sync(_fresh_folder, self._work)
        try:
            session = await self._opened(folder, cookies=cookies)
            yield session
            if self._jar is not None and session.copy is not None and session.went_well:
                await self._jar.give_back(session.copy)
        finally:
            with trio.CancelScope(shield=True):
                # A small folder of the call's own: milliseconds.
                await trio.to_thread.run_sync(lambda: shutil.rmtree(folder, ignore_errors=True))

    async def _opened(self, folder: Path, *, cookies: bool) -> _Session:
        place = Place(folder=folder, home=self._work, packages=self._packages)
        session = _Session(place, self._setup.downloads.stall_timeout.total_seconds(), {self._setup.ytdlp.proxy})
        if self._jar is not None and cookies:
            try:
                session.copy = await self._jar.copy(folder)
            except OSError as error:
                session.failure = broken(f"cookies_file can't be read: {error}", "See [ytdlp] cookies_file.")
        return session


class _Session:
    """One call's surroundings, and how it went."""

    def __init__(self, place: Place, stall: float, secrets: set[str]) -> None:
        self._place = place
        self._stall = stall
        self._secrets = secrets
        self.log = Logbook(secrets)
        self.copy: Copy | None = None
        self.failure: Failure | None = None
        self.went_well = False

    @property
    def folder(self) -> Path:
        """The call's own."""
        return self._place.folder

    @property
    def cookies(self) -> Path | None:
        return self.copy.path if self.copy is not None else None

    async def run(self, request: Request, on_message: OnMessage) -> Failure | None:
        self.log = Logbook(self._secrets | (self.copy.secrets() if self.copy is not None else frozenset()))
        return await Call(self._place, self._stall, self.log).run(request, on_message)

    def clean(self, outcome: T | Failure) -> T | Failure:
        """A message goes to the database and the dashboard: what no log may show doesn't show there either."""
        if isinstance(outcome, Failure):
            return evolve(outcome, message=self.log.clean(outcome.message))
        return outcome


def _fence(ytdlp: YtdlpSettings, *, fenced: bool) -> list[str] | None:
    """Give what `protocol.Request` says of it: the servers that the operator named are let out."""
    return [url for url in (ytdlp.proxy, ytdlp.pot_provider_url) if url] if fenced else None


def _may_go_without(feed: FeedSettings, download: Download) -> bool:
    """What should be cut is worth some waits for SponsorBlock. But an episode with sponsors is better than none."""
    return download.status is Status.QUEUED and download.retries + 1 >= min(_WAITS, feed.max_errors)


async def _believed(outcome: Fetched | Failure, folder: Path, *, processing: bool) -> Fetched | Failure:
    """What yt-dlp says is held against the disk."""
    if isinstance(outcome, Fetched):
        return outcome if await trio.to_thread.run_sync(_is_filled, outcome.path) else _EMPTY
    if processing and (await trio.to_thread.run_sync(shutil.disk_usage, folder)).free < _ROOM:
        return Failure(kind=FailureKind.NO_SPACE, message=f"No space left: {outcome.message}")
    return outcome


_EMPTY = Failure(kind=FailureKind.TRANSIENT, message="yt-dlp named a file that is empty or not there")


def _is_filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _fresh_folder(work: Path) -> Path:
    calls = work / "calls"
    calls.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=calls))
