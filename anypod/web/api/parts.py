"""What the API is made of: the catalogue to read, and callables of the service to act. Knows no actors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Protocol

from attrs import field, frozen

from anypod.config.edit import Edit, FeedExists, NoSuchFeed, Rejected
from anypod.config.masked import Withheld
from anypod.config.problems import Problem
from anypod.config.writing import Conflict, Unwritable
from anypod.model.active import Active
from anypod.model.job import Job
from anypod.model.order import Answer, Order
from anypod.model.settings import FeedSettings, Settings
from anypod.model.source import Listing
from anypod.rules.sweep import SweepReport
from anypod.store.queries import Queries
from anypod.web.snapshot import Snapshots

Outcome = FeedSettings | None | Rejected | NoSuchFeed | FeedExists | Conflict | Unwritable
"""What came of an edit: the feed's settings as they act now, None for a feed that is gone, else why not."""


class ConfigEdits(Protocol):
    """The config file, as far as the API reaches it. The service answers."""

    async def carry_out(self, edit: Edit) -> Outcome:
        """Write an edit into the file, and return once it acts."""
        ...

    async def judge(self, edit: Edit) -> FeedSettings | Rejected | NoSuchFeed | FeedExists | None:
        """Give what an edit would come to; nothing is written."""
        ...

    async def validate(self, text: str) -> tuple[Problem, ...]:
        """Give what is wrong with a whole config's text."""
        ...

    async def tables(self) -> Mapping[str, Mapping[str, object]]:
        """Give the feeds' keys as they are written in the file; none where it can't be read."""
        ...

    async def masked_text(self) -> str | Withheld:
        """Give the file's text, its secrets masked."""
        ...


class Orders(Protocol):
    """The feeds that run. The roster answers."""

    async def order(self, name: str, order: Order) -> Answer:
        """Place an order with a feed."""
        ...

    async def order_all(self, order: Order) -> Mapping[str, Answer]:
        """Place an order with every feed that runs."""
        ...

    def ask(self, name: str, job: Job) -> bool:
        """Put a job into a feed's mailbox."""
        ...


@frozen(kw_only=True)
class ApiParts:
    """The API's surroundings.

    Attributes:
        settings: gives those in force now.
        list_source: lists a URL as a feed would.
        sweep: compares disk and catalogue; changes nothing.
        free: gives bytes free and in all on the disk of data_dir.
        problems: gives what is wrong with the config as it lies on the disk.
        needs_restart: gives the keys that were edited and act after a restart.
    """

    queries: Queries
    settings: Callable[[], Settings]
    snapshots: Snapshots
    active: Callable[[], Sequence[Active]]
    syncing: Callable[[], Collection[str]]
    orders: Orders
    edits: ConfigEdits
    list_source: Callable[[FeedSettings, str], Awaitable[Listing]]
    sweep: Callable[[], Awaitable[SweepReport]]
    free: Callable[[], Awaitable[tuple[int, int]]]
    problems: Callable[[], Sequence[Problem]] = field(default=tuple)
    needs_restart: Callable[[], Sequence[str]] = field(default=tuple)
