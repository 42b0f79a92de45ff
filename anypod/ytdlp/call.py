"""One call: one runner from its start to its end, watched for silence. Knows nothing of lists or media."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from math import inf
from pathlib import Path

import trio
from attrs import frozen

from anypod.kernel.process import Program, run
from anypod.model.failure import Failure, FailureKind
from anypod.ytdlp.environment import command, environment
from anypod.ytdlp.failures import broken
from anypod.ytdlp.logbook import Logbook
from anypod.ytdlp.protocol import VERSION, Hello, Message, Request, Waiting, decode, encode

HELLO_WITHIN = 20.0

OnMessage = Callable[[Message], Awaitable[None]]


@frozen(kw_only=True)
class Place:
    """Where a runner runs.

    Attributes:
        folder: its current folder.
        home: kept from call to call.
        packages: a folder with a newer yt-dlp; None for the bundled one.
    """

    folder: Path
    home: Path
    packages: Path | None


class Call:
    """One runner.

    Args:
        place: where it runs.
        stall: seconds of silence after which it is ended.
        log: gets what it writes on stderr.
    """

    def __init__(self, place: Place, stall: float, log: Logbook) -> None:
        self._place = place
        self._stall = stall
        self._log = log
        self._hello: Hello | None = None
        self._last_line = ""

    async def run(self, request: Request, on_message: OnMessage) -> Failure | None:
        """Run it and hand on what it says; give why it broke off, None when it ended by itself.

        The time that `on_message` takes is not held against it. Cancellation ends its process group.
        """
        self._on_message = on_message
        try:
            with trio.CancelScope(deadline=trio.current_time() + HELLO_WITHIN) as self._patience:
                code = await run(self._program(request), on_stdout=self._heard, on_stderr=self._wrote)
                return self._ended(code)
        except OSError as error:
            return broken(f"yt-dlp can't be run: {error}")
        return self._silent()

    def _program(self, request: Request) -> Program:
        env = environment(self._place.home, self._place.packages)
        return Program(argv=command(), env=env, cwd=self._place.folder, stdin=encode(request))

    async def _heard(self, line: bytes) -> None:
        message = _decoded(line)
        if isinstance(message, Hello):
            self._hello = message
        self._patience.deadline = inf
        if message is not None and self._understood():
            await self._on_message(message)
        asked = message.seconds if isinstance(message, Waiting) else 0.0
        self._patience.deadline = trio.current_time() + self._stall + asked

    async def _wrote(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip("\r")
        self._log.add(text)
        self._last_line = text.strip() or self._last_line
        if self._hello is not None:
            self._patience.deadline = max(self._patience.deadline, trio.current_time() + self._stall)

    def _understood(self) -> bool:
        return self._hello is not None and self._hello.protocol == VERSION

    def _ended(self, code: int) -> Failure | None:
        if self._hello is None:
            return broken(f"yt-dlp can't be started: {self._log.clean(self._last_line) or f'exit code {code}'}")
        if not self._understood():
            return broken(f"The runner speaks version {self._hello.protocol}, not {VERSION}", "Restart the service.")
        if code > 0:
            return broken(f"yt-dlp broke down: {self._log.clean(self._last_line)}")
        if code < 0:
            return Failure(kind=FailureKind.TRANSIENT, message=f"yt-dlp was ended by signal {-code}")
        return None

    def _silent(self) -> Failure:
        if self._hello is None:
            return broken(f"yt-dlp didn't start within {HELLO_WITHIN:.0f} s")
        return Failure(kind=FailureKind.TRANSIENT, message=f"No progress for {in_words(self._stall)}")


def _decoded(line: bytes) -> Message | None:
    try:
        return decode(line)
    except (ValueError, TypeError):
        return None


def in_words(seconds: float) -> str:
    """Give a duration as people say it."""
    return f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"
