"""Tries out a release of yt-dlp before anything depends on it: its version, a list, a look and a fetch, all here.

What it works on is a page with a second of silence, served on loopback for as long as the trial takes.
"""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import trio

from anypod.kernel.process import Program, run
from anypod.model.download import Download, Status
from anypod.model.failure import Failure
from anypod.model.settings import DownloadsSettings, FeedSettings, YtdlpSettings
from anypod.model.source import Examined, Fetched
from anypod.rules.releases import numbers
from anypod.ytdlp.client import Client
from anypod.ytdlp.environment import environment, version_command
from anypod.ytdlp.failures import broken

WITHIN = 180.0
"""Seconds for a trial; a small machine takes twenty when yt-dlp is not compiled yet."""
_FEED = FeedSettings(name="trial")
_PAGE = (
    b'<!DOCTYPE html><html><head><title>A trial</title></head><body><audio src="/silence.wav"></audio></body></html>'
)
_MOST = 64_000


async def try_out(packages: Path | None, version: str, work: Path, ffmpeg: Path) -> Failure | None:
    """Give why a release can't be used; None when it can.

    Args:
        packages: the folder that it is installed in; None for the bundled one.
        version: which one it should be, as pip spells it.
        work: a folder for the trial's own files.
        ffmpeg: the folder of ffmpeg and ffprobe.
    """
    with trio.move_on_after(WITHIN):
        return await runs(packages, version, work) or await _extraction(packages, work, ffmpeg)
    return broken(f"not through its trial within {WITHIN:.0f} s")


async def runs(packages: Path | None, version: str, work: Path) -> Failure | None:
    """Give why a release doesn't say that it is itself; None when it does. See `try_out` for the arguments."""
    said = await _said(packages, work)
    if isinstance(said, Failure):
        return said
    # pip adds .dev0 to what a nightly one calls itself.
    same = numbers(said) == numbers(version) != ()
    return None if same else broken(f"--version: it says {said}, not {version}")


async def _said(packages: Path | None, work: Path) -> str | Failure:
    lines: list[str] = []

    async def keep(line: bytes) -> None:
        lines.append(line.decode("utf-8", "replace").strip())

    program = Program(argv=version_command(), env=environment(work, packages), cwd=work, stdin=None)
    try:
        code = await run(program, on_stdout=keep, on_stderr=keep)
    except OSError as error:
        return broken(f"it can't be run: {error}")
    said = lines[-1] if lines else ""
    if code != 0:
        return broken(f"--version: exit code {code}: {said}")
    return said


async def _extraction(packages: Path | None, work: Path, ffmpeg: Path) -> Failure | None:
    # Neither the operator's proxy nor their options: what is tried is yt-dlp, and it is tried on loopback.
    client = Client(YtdlpSettings(), DownloadsSettings(), work=work, ffmpeg=ffmpeg, packages=packages)
    async with _page() as url:
        listing = await client.list(_FEED, url)
        if listing.failure is not None or not listing.entries:
            return listing.failure or broken("it finds nothing on a page with a sound on it")
        item = listing.entries[0].url
        looked: list[Examined] = []
        failure = await client.examine(_FEED, [item], partial(_take, looked)) or _failure_of(looked)
        return failure or await _fetch(client, item, work)


async def _take(looked: list[Examined], one: Examined) -> None:
    looked.append(one)


def _failure_of(looked: list[Examined]) -> Failure | None:
    if not looked:
        return broken("it says nothing of a page that it is to look at")
    return looked[0].failure


async def _fetch(client: Client, url: str, work: Path) -> Failure | None:
    folder = work / "trial"
    await trio.Path(folder).mkdir(exist_ok=True)
    result = await client.fetch(_FEED, _row(url), folder, lambda _: None)
    return None if isinstance(result.outcome, Fetched) else result.outcome


def _row(url: str) -> Download:
    return Download(
        feed=_FEED.name,
        id="trial",
        extractor="generic",
        source_id="trial",
        source_url=url,
        title="A trial",
        first_seen=datetime.now(UTC),
        status=Status.QUEUED,
    )


@asynccontextmanager
async def _page() -> AsyncIterator[str]:
    """Serve the page and its sound on a free port of loopback, and give the page's address."""
    async with trio.open_nursery() as nursery:
        serve = partial(trio.serve_tcp, _answer, 0, host="127.0.0.1")
        listeners: list[trio.SocketListener] = await nursery.start(serve, name="trial page")
        yield f"http://127.0.0.1:{listeners[0].socket.getsockname()[1]}/"
        nursery.cancel_scope.cancel()


async def _answer(stream: trio.SocketStream) -> None:
    """Answer one request of a connection; whoever goes away or says nothing sensible is of no interest."""
    try:
        head = b""
        while b"\r\n\r\n" not in head and len(head) < _MOST:
            piece = await stream.receive_some()
            if not piece:
                return
            head += piece
        kind, body = ("audio/wav", _silence()) if b" /silence.wav" in head.split(b"\r\n")[0] else ("text/html", _PAGE)
        words = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        await stream.send_all(words.encode() + (b"" if head.startswith(b"HEAD ") else body))
    except trio.BrokenResourceError:
        return
    finally:
        await trio.aclose_forcefully(stream)


def _silence() -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(2 * 16_000))
    return made.getvalue()
