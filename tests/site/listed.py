"""One list of the test site (a channel's tab, a playlist, a podcast): what it has and what goes wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from attrs import evolve, frozen

from anypod.demo.answers import Kind
from anypod.demo.catalogue import Catalogue, Shelf
from tests.site import faults
from tests.site.faults import Effect, Fault
from tests.site.video import Video, days_ago, video


class Shelves(Protocol):
    """The site, as far as a list needs it."""

    catalogue: Catalogue

    @property
    def lock(self) -> AbstractContextManager[bool]:
        """Held while a list is read and written."""

    def put(self, said: Video, *, channel: str | None, short: bool) -> None:
        """Have an item, or have it otherwise."""

    def shelve(self, shelf: Shelf) -> None:
        """Have a list, or have it otherwise."""

    def arm(self, fault: Fault) -> None:
        """Let something go wrong from now on."""


@frozen(kw_only=True)
class Listed:
    """A list of the site, to say what it has. `url` is what a feed would follow."""

    site: Shelves
    name: str
    url: str

    @property
    def bare_url(self) -> str:
        """The channel's address without its tab."""
        return self.url.rpartition("/")[0]

    @property
    def shelf(self) -> Shelf:
        """As it stands now."""
        return self.site.catalogue.shelves[self.name]

    def has(self, *videos: Video | str) -> Listed:
        """Have these, in this order. A name stands for an item that the site has already; it may come twice."""
        names = []
        for said in videos:
            names.append(said if isinstance(said, str) else said.id)
            if isinstance(said, Video):
                self.site.put(said, channel=self.shelf.channel, short=self.name.endswith("/shorts"))
        self._set(names)
        return self

    def has_many(self, count: int, prefix: str = "v") -> Listed:
        """Have so many plain items: v0, v1, …, each a day older."""
        return self.has(*(video(f"{prefix}{n}", published=days_ago(n)) for n in range(count)))

    def add_at_end(self, *videos: Video | str) -> None:
        """Have these too, last."""
        before = self.shelf.items
        self.has(*videos)
        self._set([*before, *self.shelf.items])

    def add_at_start(self, *videos: Video | str) -> None:
        """Have these too, first."""
        before = self.shelf.items
        self.has(*videos)
        self._set([*self.shelf.items, *before])

    def fails(self, status: int, page: int = 1, times: int | None = None, retry_after: int | None = None) -> Listed:
        """Answer a page of the list (30 entries each) with a status, so that it's cut short."""
        self._arm(faults.status(status, retry_after), page, times)
        return self

    def hangs(self, page: int = 1) -> Listed:
        """Never answer for a page of the list."""
        self._arm(faults.hang, page, None)
        return self

    def bad_json(self, page: int = 1, times: int | None = None) -> Listed:
        """Answer a page of the list with something that is no JSON."""
        self._arm(faults.garble, page, times)
        return self

    def _arm(self, effect: Effect, page: int, times: int | None) -> None:
        kinds = frozenset({Kind.LIST})
        self.site.arm(Fault(effect=effect, kinds=kinds, name=self.name, part=str(page), times=times))

    def _set(self, names: Sequence[str]) -> None:
        with self.site.lock:
            self.site.shelve(evolve(self.shelf, items=tuple(names)))
