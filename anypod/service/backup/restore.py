"""A backup back onto the disk: judged whole before anything gives way to it, then put in place under the lock."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import trio
from attrs import frozen

from anypod.config.kinds import LEFT_OUT
from anypod.media.scan import found_files
from anypod.model.mutation import ForgetFile
from anypod.service.backup.manifest import Manifest
from anypod.service.backup.place import occupied, put_in, set_aside, take_back_media
from anypod.service.backup.restored_config import NotRestored, config_text, named_data_dir, saying, write_config
from anypod.service.backup.unpack import look, unpack
from anypod.service.lock import locked
from anypod.store.migrate import load_migrations
from anypod.store.store import Store, open_store

_WORK = ".restoring-"


@frozen(kw_only=True)
class Restoring:
    """What is to be restored where.

    Attributes:
        config: where its config goes.
        data_dir: where its data goes; its config is made to say so. None: where that config has it.
        force: whether what is there may be moved aside.
        at: names the folder that it is moved to.
    """

    archive: Path
    config: Path
    data_dir: Path | None = None
    environ: Mapping[str, str]
    force: bool = False
    at: datetime

    @property
    def stamp(self) -> str:
        """What the names of what is moved aside end in."""
        return f"before-restore-{self.at:%Y%m%dT%H%M%SZ}"


@frozen(kw_only=True)
class Restored:
    """What came of it.

    Attributes:
        aside: where what was there lies now; None where there was nothing.
        aside_config: the same for the config.
        returned: files that were set aside and put back, because the backup has them in its catalogue.
        missing: downloads whose files are nowhere; they are queued again.
        to_fill_in: whether secrets in the config have to be put in before it can be used.
    """

    manifest: Manifest
    data_dir: Path
    aside: Path | None
    aside_config: Path | None
    returned: int
    missing: int
    to_fill_in: bool


async def restore(wanted: Restoring) -> Restored:
    """Restore; the files are judged before anything is moved.

    Cancellation waits while files are read and moved. Ended half way by force, what was there lies in the folder
    before-restore-TIME, and the same command may be given again.

    Raises:
        NotRestored: with the reason.
        NotABackup: from reading the archive.
        DataDirLocked: a service runs there.
        SchemaTooNew, ForeignDatabase, OSError, sqlite3.Error: from the database in it, and from the disk.
    """
    manifest, config = look(wanted.archive)
    _refuse_newer(manifest)
    text = config_text(config)
    data_dir = wanted.data_dir or named_data_dir(text, wanted.environ)
    if wanted.data_dir is not None:
        text = saying(text, wanted.data_dir)
    with locked(data_dir):
        _refuse_occupied(wanted, data_dir)
        aside = data_dir / wanted.stamp
        for unfinished in data_dir.glob(f"{_WORK}*"):
            # Of a restore that was killed; nobody else may be at work while the lock is held.
            shutil.rmtree(unfinished)
        with tempfile.TemporaryDirectory(prefix=_WORK, dir=data_dir) as work:
            await trio.to_thread.run_sync(unpack, wanted.archive, Path(work))
            # Before anything is moved: where it can't be written, all stays as it was.
            aside_config = write_config(wanted.config, text, stamp=wanted.stamp, secret=manifest.secrets)
            await trio.to_thread.run_sync(_replace, Path(work), data_dir, aside)
        async with open_store(data_dir / "db" / "anypod.db") as store:
            returned, missing = await _mend(store, data_dir, aside, wanted.at)
    return Restored(
        manifest=manifest,
        data_dir=data_dir,
        aside=aside if aside.exists() else None,
        aside_config=aside_config,
        returned=returned,
        missing=missing,
        to_fill_in=LEFT_OUT in text,
    )


def _replace(work: Path, data_dir: Path, aside: Path) -> None:
    try:
        set_aside(data_dir, aside)
        put_in(work / "data", data_dir)
    except OSError as error:
        where = f"; what was there before lies in {aside}" if aside.exists() else ""
        raise OSError(f"the files could not be put in their places: {error}{where}") from error


def _refuse_newer(manifest: Manifest) -> None:
    known = load_migrations()[-1].version
    if manifest.schema > known:
        raise NotRestored(
            f"it was made by anypod {manifest.version}, whose schema is {manifest.schema}; this anypod knows schemas "
            f"up to {known}. Restore it with that version, or a later one."
        )


def _refuse_occupied(wanted: Restoring, data_dir: Path) -> None:
    if wanted.force:
        return
    if occupied(data_dir):
        raise NotRestored(f"{data_dir} is not empty; --force moves what is there aside")
    if wanted.config.exists():
        raise NotRestored(f"{wanted.config} is there already; --force moves it aside")


async def _mend(store: Store, data_dir: Path, aside: Path, at: datetime) -> tuple[int, int]:
    """Bring the catalogue to the files that there are.

    The sweep would do so too; but where not one file is there, it rather believes that a volume isn't mounted.
    """
    known, media = await store.queries.files(), data_dir / "media"
    lacking = sorted(known - {file.key for file in found_files(media) if file.size})
    returned = take_back_media(data_dir, aside, lacking)
    missing = sorted(known - {file.key for file in found_files(media) if file.size})
    await store.commit([[ForgetFile(feed=feed, id=id_, at=at)] for feed, id_, _ in missing])
    return returned, len(missing)
