"""What an import is told, and all that can be known of it before anything is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import trio
from attrs import evolve, frozen

from anypod.config.load import load_content
from anypod.model.download import Status
from anypod.model.settings import FeedSettings, Settings
from anypod.rules.imports.incoming import IncomingHistory, Loss
from anypod.service.imports.options import judged
from anypod.service.imports.reading import Found, NotReadable, Program, find
from anypod.service.imports.settling import Settled, WrongConfig, settle, with_data_dir


@frozen(kw_only=True)
class Importing:
    """What is to be imported.

    Attributes:
        file: the other program's config, or an OPML.
        old_data: where its files are; None for where its config says.
        config: ours; made where there is none.
        data_dir: for a new config; None for the default.
        tell: takes a line of progress.
    """

    file: Path
    old_data: Path | None = None
    config: Path
    data_dir: Path | None = None
    environ: Mapping[str, str]
    move: bool = False
    now: datetime
    tell: Callable[[str], None] = lambda _line: None


@frozen(kw_only=True)
class FeedReport:
    """What came of one feed: how many items by status, and how many were there before."""

    name: str
    former: str
    added: bool
    statuses: Mapping[Status, int]
    known: int = 0


@frozen(kw_only=True)
class Imported:
    """What came, or for a plan: what would come.

    Attributes:
        lost: feeds that can't come over.
    """

    program: Program
    feeds: tuple[FeedReport, ...]
    losses: tuple[Loss, ...]
    lost: tuple[str, ...]
    text: str
    data_dir: Path


@frozen(kw_only=True)
class Prepared:
    """All that is known before anything is changed.

    Attributes:
        histories: by the feeds' names here, as `formers`, which has what they were called there.
    """

    wanted: Importing
    found: Found
    before: str | None
    settled: Settled
    settings: Settings
    histories: Mapping[str, IncomingHistory]
    formers: Mapping[str, str]

    def feeds(self) -> tuple[FeedSettings, ...]:
        """Give the feeds that come over, as the config has them."""
        return tuple(self.settings.feeds[name] for name in self.settled.names.values() if name in self.settings.feeds)

    def history(self, feed: FeedSettings) -> IncomingHistory:
        """Give what a feed published before; an empty one where that isn't known."""
        return self.histories.get(feed.name, IncomingHistory())

    def report(self, feed: FeedSettings, statuses: Sequence[Status], known: int = 0) -> FeedReport:
        """Say what came, or would come, of a feed."""
        return FeedReport(
            name=feed.name,
            former=self.formers[feed.name],
            added=feed.name in self.settled.added,
            statuses=Counter(statuses),
            known=known,
        )

    def imported(self, reports: tuple[FeedReport, ...], losses: tuple[Loss, ...]) -> Imported:
        """Say what came of all."""
        of_histories = tuple(loss for history in self.histories.values() for loss in history.losses)
        return Imported(
            program=self.found.program,
            feeds=reports,
            losses=(*self.settled.losses, *of_histories, *losses),
            lost=tuple(feed.former for feed in self.found.incoming.feeds if feed.name not in self.settled.names),
            text=self.settled.text,
            data_dir=self.settings.storage.data_dir,
        )


async def prepare(wanted: Importing) -> Prepared:
    """Read everything and settle the config's text.

    Raises:
        NotReadable: the file, or what it says, can't be read.
        WrongConfig: the config that is there is wrong.
    """
    found = await trio.to_thread.run_sync(find, wanted.file, wanted.old_data, wanted.now)
    before = await trio.to_thread.run_sync(_present, wanted.config)
    incoming = await judged(found.incoming)
    if wanted.data_dir is not None:
        if before is not None:
            raise NotReadable(
                f"{wanted.config} is there, and says itself where the data is: --data-dir is for a new one"
            )
        incoming = with_data_dir(incoming, str(wanted.data_dir))
    settled = settle(
        incoming,
        before,
        file=str(wanted.config),
        environ=wanted.environ,
        today=wanted.now.date(),
    )
    loaded = load_content(settled.text.encode(), str(wanted.config), wanted.environ)
    settings = loaded.settings
    if settings is None:
        # Of the text itself nothing is wrong by now; a variable may be.
        raise WrongConfig(loaded.problems)
    data_dir = settings.storage.data_dir
    if found.data is not None and data_dir.resolve() == found.data.resolve():
        raise NotReadable(f"{data_dir} is the other program's own: give anypod another by --data-dir")
    histories = {
        settled.names[name]: _renamed(history, settled.names[name])
        for name, history in found.histories.items()
        if name in settled.names
    }
    formers = {settled.names[feed.name]: feed.former for feed in incoming.feeds if feed.name in settled.names}
    return Prepared(
        wanted=wanted,
        found=found,
        before=before,
        settled=settled,
        settings=settings,
        histories=histories,
        formers=formers,
    )


def _renamed(history: IncomingHistory, name: str) -> IncomingHistory:
    items = tuple(evolve(item, download=evolve(item.download, feed=name)) for item in history.items)
    return evolve(history, items=items)


def _present(config: Path) -> str | None:
    try:
        return config.read_bytes().decode()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise NotReadable(f"{config} can't be read: {error}") from None
