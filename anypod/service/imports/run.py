"""An import from beginning to end: read, settle the config, carry files over, write the catalogue; under the lock."""

from __future__ import annotations

from anypod.media.library import Library
from anypod.media.tools import Tools
from anypod.model.download import Status
from anypod.rules.imports.incoming import IncomingHistory, IncomingItem, Loss
from anypod.service.imports.moving import Mover
from anypod.service.imports.prepared import Imported, Importing, Prepared, prepare
from anypod.service.imports.writing import write_config
from anypod.service.lock import locked
from anypod.store.store import open_store


async def plan(wanted: Importing) -> Imported:
    """Say what an import would do; changes nothing.

    Raises:
        NotReadable, WrongConfig: as `bring_in`.
    """
    prepared = await prepare(wanted)
    missing = [loss for history in prepared.histories.values() for loss in _missing(prepared, history)]
    reports = tuple(
        prepared.report(feed, [_comes_as(prepared, item) for item in prepared.history(feed).items])
        for feed in prepared.feeds()
    )
    return prepared.imported(reports, tuple(missing))


async def bring_in(wanted: Importing, tools: Tools) -> Imported:
    """Import; may be done again, and then adds what is missing.

    Cancellation, and any error, leave what has been done: the config first, then feed by feed.

    Raises:
        NotReadable, WrongConfig, NotWritten: with the reason; nothing was changed.
        DataDirLocked: a service runs on the data folder.
        ForeignDatabase, SchemaTooNew, StoreFailed, OSError: from the catalogue and the disk.
    """
    prepared = await prepare(wanted)
    with locked(prepared.settings.storage.data_dir):
        library = Library(prepared.settings.storage.data_dir)
        await library.prepare()
        async with open_store(library.layout.db / "anypod.db") as store:
            await write_config(wanted.config, prepared.before, prepared.settled.text)
            mover = Mover(prepared, store, library, tools)
            reports = tuple([await mover.feed(feed) for feed in prepared.feeds()])
    return prepared.imported(reports, tuple(mover.losses))


def _missing(prepared: Prepared, history: IncomingHistory) -> list[Loss]:
    return [
        Loss(f"{item.download.feed}: {item.download.source_id}", "its file isn't there: it is fetched again")
        for item in history.items
        if _comes_as(prepared, item) is not item.download.status
    ]


def _comes_as(prepared: Prepared, item: IncomingItem) -> Status:
    """Give the status with which it would come: without its file it is wanted again."""
    status, data = item.download.status, prepared.found.data
    there = data is not None and item.file is not None and (data / item.file.path).is_file()
    return Status.QUEUED if status is Status.DOWNLOADED and not there else status
