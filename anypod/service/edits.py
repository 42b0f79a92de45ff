"""Edits that come through the API: into the file, and into effect at once, without waiting for the watcher."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, time

import structlog
import trio
from attrs import define, field, frozen

from anypod.config.edit import Edit, FeedExists, NoSuchFeed, Rejected, edited
from anypod.config.load import Loaded
from anypod.config.masked import Withheld, masked
from anypod.config.problems import Problem
from anypod.config.text import digest, read
from anypod.config.writing import Conflict, Unwritable, Written, write
from anypod.model.settings import FeedSettings
from anypod.service.config import ConfigSource
from anypod.service.follow import adopt
from anypod.service.opened import Opened

log = structlog.get_logger(__name__)

_IDLE = Unwritable("the service started with errors and takes no edits; mend them and start it again")
_STOPPING = Unwritable("the service is stopping and takes no edits")

Outcome = FeedSettings | Rejected | NoSuchFeed | FeedExists | Conflict | Unwritable | None


@define
class _Asked:
    """An edit and what came of it. Whoever asked may be gone by then."""

    edit: Edit
    over: trio.Event = field(factory=trio.Event)
    outcome: Outcome = _STOPPING
    fault: Exception | None = None


@frozen
class _Made:
    """A text that is right, and what was loaded from it."""

    text: str
    loaded: Loaded


class Edits:
    """The config file for those who edit it. One edit at a time, and none while the watcher's content is taken up."""

    def __init__(self, service: Opened, source: ConfigSource, *, idle: bool) -> None:
        self._service = service
        self._source = source
        self._idle = idle
        # Without room: what was handed over is in hand, and whoever still waits can go away.
        self._send, self._receive = trio.open_memory_channel[_Asked](0)

    async def carry_out(self, edit: Edit) -> Outcome:
        """Have an edit written and made to act; a file that holds something that has not been taken up is a conflict.

        Cancelled while another edit is in hand, nothing was asked; cancelled later, it is carried out all the same. A
        client that goes away must not leave a feed stopped that should have been started again.
        """
        if self._idle:
            return _IDLE
        asked = _Asked(edit)
        try:
            await self._send.send(asked)
        except trio.BrokenResourceError:
            return _STOPPING
        await asked.over.wait()
        if asked.fault is not None:
            raise asked.fault
        return asked.outcome

    async def run(self) -> None:
        """Carry out edits, one after another, until cancelled; who waits then is told so.

        Cancelled half way through an edit, the next start does the rest.
        """
        async with self._receive:
            async for asked in self._receive:
                try:
                    asked.outcome = await self._carried_out(asked.edit)
                except Exception as fault:
                    # Whoever asked fails of it, if they are still there; other edits don't.
                    log.exception("edit_failed", feed=asked.edit.name)
                    asked.fault = fault
                finally:
                    asked.over.set()

    async def _carried_out(self, edit: Edit) -> Outcome:
        state = self._service.state
        async with state.editing:
            content = await trio.to_thread.run_sync(read, self._source.path)
            if isinstance(content, Problem):
                return Unwritable(str(content))
            if digest(content) != state.digest:
                return Conflict(digest(content))
            made = await self._made(content, edit)
            if not isinstance(made, _Made):
                return made
            written = await write(self._source.path, made.text, state.digest)
            if not isinstance(written, Written):
                return written
            await adopt(self._service, made.loaded)
            state.digest = written.digest
            return state.settings.feeds.get(edit.name)

    async def judge(self, edit: Edit) -> FeedSettings | Rejected | NoSuchFeed | FeedExists | None:
        """Give what an edit would come to, by the file as it is now."""
        content = await trio.to_thread.run_sync(read, self._source.path)
        if isinstance(content, Problem):
            return Rejected((content,))
        made = await self._made(content, edit)
        if not isinstance(made, _Made):
            return made
        return None if made.loaded.settings is None else made.loaded.settings.feeds.get(edit.name)

    async def validate(self, text: str) -> tuple[Problem, ...]:
        """Give what is wrong with a whole config's text, its yt-dlp options judged too."""
        return (await self._source.take(text.encode())).problems

    async def tables(self) -> Mapping[str, Mapping[str, object]]:
        """Give the feeds' keys as the file has them, dates as text; none where it can't be read."""
        content = await trio.to_thread.run_sync(read, self._source.path)
        return {} if isinstance(content, Problem) else await trio.to_thread.run_sync(_tables, content)

    async def masked_text(self) -> str | Withheld:
        """Give the file's text, its secrets masked."""
        content = await trio.to_thread.run_sync(read, self._source.path)
        if isinstance(content, Problem):
            return Withheld(f"it {content.message}")
        return await trio.to_thread.run_sync(masked, content)

    async def _made(self, content: bytes, edit: Edit) -> _Made | Rejected | NoSuchFeed | FeedExists:
        try:
            before = content.decode()
        except UnicodeDecodeError:
            return Rejected((await self._source.take(content)).problems)
        made = await trio.to_thread.run_sync(self._edited, before, edit)
        if not isinstance(made, str):
            return made
        loaded = await self._source.take(made.encode())
        if loaded.settings is None or edit.name in loaded.wrong_feeds:
            return Rejected(loaded.problems)
        return _Made(made, loaded)

    def _edited(self, text: str, edit: Edit) -> str | Rejected | NoSuchFeed | FeedExists:
        source = self._source
        return edited(text, edit, file=str(source.path), environ=source.environ, flags=source.flags)


def _tables(content: bytes) -> Mapping[str, Mapping[str, object]]:
    try:
        feeds = tomllib.loads(content.decode("utf-8-sig")).get("feeds", {})
    except (ValueError, RecursionError):
        return {}
    tables = feeds.items() if isinstance(feeds, dict) else ()
    return {name: {key: _shown(one) for key, one in table.items()} for name, table in tables if isinstance(table, dict)}


def _shown(value: object) -> object:
    match value:
        case date() | time():
            return value.isoformat()
        case dict():
            return {key: _shown(item) for key, item in value.items()}
        case list():
            return [_shown(item) for item in value]
        case _:
            return value
