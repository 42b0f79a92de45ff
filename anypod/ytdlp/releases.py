"""Which yt-dlp a call runs on, who still runs on which, and how the present one does. One a service; asks no index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import trio
from attrs import frozen

from anypod.model.failure import Failure, FailureKind
from anypod.model.settings import ToolChannel
from anypod.rules.releases import Record, Shelf, in_use, judged, kept, noted
from anypod.ytdlp.shelf import clear, read_shelf, write_shelf


@frozen(kw_only=True)
class Lent:
    """What a call runs on from its start to its end, whatever takes over meanwhile.

    Attributes:
        packages: the release's folder; None for the bundled one.
    """

    version: str
    packages: Path | None


class Releases:
    """Switched by one task alone; lent to every call.

    Args:
        folder: where releases lie, each in a folder of its name.
        bundled: the version that was installed with the service.
        channel: gives the setting.
        shelf: what was noted when the service ended.
    """

    def __init__(self, folder: Path, bundled: str, channel: Callable[[], ToolChannel], shelf: Shelf) -> None:
        self.folder = folder
        self.bundled = bundled
        self.shelf = shelf
        self.suspected = trio.Event()
        """Set once something should be done about the present release; another one after that is done."""
        self._channel = channel
        self._record = Record()
        self._record_of = self.version
        self._lent: Counter[str] = Counter()

    @property
    def running(self) -> str | None:
        """The release that a new call runs on; None for the bundled one."""
        return in_use(self.shelf, self._channel(), self.bundled)

    @property
    def version(self) -> str:
        """The version that a new call runs on."""
        return self.running or self.bundled

    @property
    def record(self) -> Record:
        """How the present release did."""
        if self._record_of != self.version:
            self.acquit()
        return self._record

    @contextmanager
    def lent(self) -> Iterator[Lent]:
        """Lend the present release to a call; its files stay until that ends."""
        version = self.running
        lent = Lent(version=version or self.bundled, packages=self.folder / version if version else None)
        self._lent[lent.version] += 1
        try:
            yield lent
        finally:
            self._lent[lent.version] -= 1

    def note(self, lent: Lent, feed: str, outcomes: Iterable[Failure | None]) -> None:
        """Take down how a call went, by what came of each of its items; None is what went well.

        Failures that a site or the network is to blame for say nothing. Nor does a call on a release that was replaced
        since.
        """
        kinds = {None if outcome is None else outcome.kind for outcome in outcomes}
        if lent.version != self.version or not kinds & {None, FailureKind.BROKEN_TOOL}:
            return
        self._record = noted(self.record, self.shelf, feed, broken=None not in kinds)
        self.shelf = judged(self.shelf, self._record)
        if self._record.suspect and self.running is not None:
            self.suspected.set()

    def acquit(self) -> None:
        """Begin its record anew. Who waits for a doubt goes on waiting."""
        self._record, self._record_of = Record(), self.version
        if self.suspected.is_set():
            self.suspected = trio.Event()

    async def switch(self, shelf: Shelf) -> None:
        """Put another shelf in the place of this one: on the disk first, then for the next call.

        OSError when it can't be noted; then all stays as it is.
        """
        with trio.CancelScope(shield=True):
            # A small file; without the shield the disk and the memory might differ.
            await trio.to_thread.run_sync(write_shelf, self.folder, shelf)
            before, self.shelf = self.version, shelf
            if self.version != before:
                self.acquit()

    async def tidy(self) -> tuple[str, ...]:
        """Remove the files of releases that nobody runs on and nobody goes back to; give their names."""
        used = {version for version, calls in self._lent.items() if calls > 0}
        return await trio.to_thread.run_sync(clear, self.folder, kept(self.shelf, self.bundled) | used)


async def open_releases(folder: Path, bundled: str, channel: Callable[[], ToolChannel]) -> Releases:
    """Go on with what is noted in the folder; without a note, or with a broken one, on the bundled release."""
    return Releases(folder, bundled, channel, await trio.to_thread.run_sync(read_shelf, folder))
