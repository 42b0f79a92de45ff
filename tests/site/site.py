"""A site of channels, playlists and pages on loopback, that a test describes, changes and counts, while it runs.

One server in a thread of its own. Every change makes a new catalogue, so that the server needs no lock to read.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

import trio
from attrs import evolve

from anypod.demo.answers import Asked, Kind, answer, asked
from anypod.demo.catalogue import Catalogue, Channel, Item, Shelf
from anypod.demo.documents import SITE
from anypod.demo.server import Answer, ConnectionDropped, Request, listen, serve
from tests.site import faults
from tests.site.faults import Armed, Effect, Fault
from tests.site.listed import Listed
from tests.site.log import Hit, Log
from tests.site.media import MediaCache, cache_folder
from tests.site.pages import page
from tests.site.sponsorblock import PATH as SPONSORBLOCK
from tests.site.sponsorblock import SponsorBlock
from tests.site.tokens import Tokens
from tests.site.video import Video, opened

_PAGES = frozenset({Kind.LIST, Kind.WATCH})


class Site:
    """The site. Use it as a context manager: it is served inside, and no thread or port stays."""

    def __init__(self, media: MediaCache | None = None) -> None:
        self.media = media or MediaCache(cache_folder())
        self.catalogue = Catalogue()
        self.log = Log()
        self.sponsorblock = SponsorBlock()
        self.problems: list[BaseException] = []
        """What went wrong inside the server itself; raised again when the site is closed."""
        self._videos: dict[str, Video] = {}
        self._faults: list[Armed] = []
        self._tokens = Tokens()
        self.lock = threading.RLock()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="test site", daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        """Open a free port and serve it."""
        self._thread.start()
        self._up.wait(10)
        self._raise()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection, the port and the thread."""
        with contextlib.suppress(trio.RunFinishedError):
            trio.from_thread.run_sync(self._scope.cancel, trio_token=self._token)
        self._thread.join(10)
        if self._thread.is_alive():
            raise RuntimeError("the site doesn't end")
        if error is None:
            self._raise()

    def _raise(self) -> None:
        if self.problems:
            raise self.problems[0]

    # Where it is -------------------------------------------------------------------------------------------------

    @property
    def base(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """What the addresses of channels, playlists and watch pages begin with."""
        return f"{self.base}{SITE}"

    def watch(self, name: str, in_list: str | None = None) -> str:
        """Give an item's address, as a player in a list has it if one is named."""
        return f"{self.url}/watch?v={name}" + (f"&list={in_list}" if in_list else "")

    def page(self, name: str) -> str:
        """Give the address of one of the pages that are no channel's (see `pages`)."""
        return f"{self.base}/pages/{name}"

    def file(self, name: str, seconds: int = 5) -> str:
        """Give the address of a media file as it is."""
        return f"{self.base}/files/{seconds}/{name}"

    # What it has -------------------------------------------------------------------------------------------------

    def channel(self, name: str, tab: str = "videos", title: str | None = None) -> Listed:
        """Give a channel's tab to say what it has; it's there from now on."""
        handle = f"@{name}"
        with self.lock:
            old = self.catalogue.channels.get(handle)
            known = old or Channel(handle=handle, title=title or name.title(), avatar=self.media.picture("avatar.jpg"))
            tabs = known.tabs if tab in known.tabs else (*known.tabs, tab)
            channel = evolve(known, tabs=tabs, title=title or known.title, description=f"About {name}")
            self.catalogue = evolve(self.catalogue, channels={**self.catalogue.channels, handle: channel})
            listed = f"{channel.title} - {tab.title()}"
            return self._listed(
                Shelf(name=f"{handle}/{tab}", title=listed, channel=handle), f"{self.url}/{handle}/{tab}"
            )

    def playlist(self, name: str, title: str | None = None) -> Listed:
        """Give a playlist to say what it has; its entries carry no dates, not even rough ones."""
        with self.lock:
            shelf = Shelf(name=name, title=title or f"Playlist {name}", undated=True)
            return self._listed(shelf, f"{self.url}/playlist?list={name}")

    def podcast(self, name: str, title: str | None = None) -> Listed:
        """Give an RSS feed to say what it has, with the first format of each item for its enclosure."""
        with self.lock:
            shelf = Shelf(
                name=f"rss/{name}", title=title or f"Podcast {name}", description="Read by nobody in particular"
            )
            return self._listed(shelf, self.page(f"{name}.xml"))

    def has(self, *videos: Video) -> None:
        """Have items that stand in no list."""
        for said in videos:
            self.put(said, channel=None, short=False)

    def remove(self, name: str) -> None:
        """Take an item off the site and out of every list."""
        with self.lock:
            shelves = {
                key: evolve(shelf, items=tuple(item for item in shelf.items if item != name))
                for key, shelf in self.catalogue.shelves.items()
            }
            items = {key: item for key, item in self.catalogue.items.items() if key != name}
            self.catalogue = evolve(self.catalogue, shelves=shelves, items=items)

    def edit(self, name: str, change: Callable[[Video], Video] | None = None, *, title: str | None = None) -> None:
        """Change an item where it stands: its title, or anything by a function of its description."""
        with self.lock:
            said, item = self._videos[name], self.catalogue.items[name]
            changed = change(said) if change else said
            changed = evolve(changed, title=title) if title else changed
            self.put(changed, channel=item.channel, short=item.short)

    def becomes(self, said: Video) -> None:
        """Describe an item anew: what was wrong with it is forgotten."""
        self.edit(said.id, lambda _old: said)

    # What goes wrong ---------------------------------------------------------------------------------------------

    def answers(self, status: int, retry_after: int | None = None, after: int = 0, times: int | None = None) -> None:
        """Answer lists and pages of the whole site with a status, after so many more have been answered well."""
        self.arm(Fault(effect=faults.status(status, retry_after), kinds=_PAGES, after=after, times=times))

    def page_fails(self, name: str, status: int, times: int | None = None) -> None:
        """Answer one of the pages that are no channel's with a status."""
        fault = Fault(effect=faults.status(status), kinds=frozenset({Kind.OTHER}), name=f"/pages/{name}", times=times)
        self.arm(fault)

    def hangs(self, after: int = 0) -> None:
        """Answer no list and no page any more."""
        self.arm(Fault(effect=faults.hang, kinds=_PAGES, after=after))

    def arm(self, fault: Fault) -> None:
        """Let something go wrong from now on."""
        with self.lock:
            self._faults.append(Armed(fault))

    def recovers(self) -> None:
        """Let nothing go wrong any more. Items that are refused stay refused, hung requests hang."""
        with self.lock:
            self._faults.clear()

    def expire(self, name: str) -> None:
        """Make the media URLs that were given out for an `expiring` item answer 403."""
        self._tokens.expire(name)

    # What was asked ----------------------------------------------------------------------------------------------

    @property
    def lists(self) -> int:
        """How often a list was begun; further pages of it don't count, nor does the front page of a channel."""
        return sum(
            hit.kind is Kind.LIST and hit.part == "1" and hit.name in self.catalogue.shelves for hit in self.hits()
        )

    @property
    def examinations(self) -> int:
        """How often any item's page was asked for."""
        return len(self.hits(Kind.WATCH))

    def examined(self, name: str) -> int:
        """How often one item's page was asked for."""
        return len(self.hits(Kind.WATCH, name))

    def media_requests(self, name: str) -> int:
        """How often any of an item's media was asked for."""
        return len(self.hits(Kind.MEDIA, name))

    def hits(self, kind: Kind | None = None, name: str | None = None) -> list[Hit]:
        """Give the requests of a kind, for an item or a list, in order."""
        return self.log.hits(kind, name)

    # How it's done -----------------------------------------------------------------------------------------------

    def _listed(self, shelf: Shelf, url: str) -> Listed:
        if shelf.name not in self.catalogue.shelves:
            self.shelve(shelf)
        return Listed(site=self, name=shelf.name, url=url)

    def shelve(self, shelf: Shelf) -> None:
        """Have a list, or have it otherwise."""
        self.catalogue = evolve(self.catalogue, shelves={**self.catalogue.shelves, shelf.name: shelf})

    def put(self, said: Video, *, channel: str | None, short: bool) -> None:
        """Have an item, or have it otherwise; what went wrong with it before is forgotten."""
        item = said.item(self.media, self.base, channel=channel, short=short)
        with self.lock:
            self._videos[said.id] = said
            self._faults = [armed for armed in self._faults if armed.fault.name != said.id]
            self._faults += [Armed(fault) for fault in said.faults]
            self.catalogue = evolve(self.catalogue, items={**self.catalogue.items, said.id: item})

    def _run(self) -> None:
        try:
            trio.run(self._serve)
        except BaseException as error:  # noqa: BLE001 - the test's own thread raises it
            self.problems.append(error)
        finally:
            self._up.set()

    async def _serve(self) -> None:
        listeners, self.port = await listen()
        self._token = trio.lowlevel.current_trio_token()
        with trio.CancelScope() as self._scope:
            self._up.set()
            await serve(self._respond, listeners)

    async def _respond(self, request: Request) -> Answer:
        try:
            return await self._answered(request)
        except ConnectionDropped:
            raise
        except Exception as error:
            # Noted here: closing the site cancels, and a cancellation on the way out would hide it.
            self.problems.append(error)
            raise

    async def _answered(self, request: Request) -> Answer:
        question = asked(request)
        self.log.note(question, request)
        with self.lock:
            effect = self._effect(question)
        if effect is None:
            return self._answer(question, request)
        return await effect(lambda: self._answer(question, request))

    def _effect(self, question: Asked) -> Effect | None:
        """Give what the first fault that is due does; all that fit are counted."""
        due = [armed.fault.effect for armed in self._faults if armed.hits(question)]
        return due[0] if due else None

    def _answer(self, question: Asked, request: Request) -> Answer:
        if question.kind is Kind.OTHER and question.name.startswith(SPONSORBLOCK):
            return self.sponsorblock.answer(question.name)
        if question.kind is Kind.OTHER:
            return page(question.name, self.media, self.base, self.catalogue)
        catalogue = self.catalogue
        item = catalogue.items.get(question.name)
        if item is None or question.kind not in (Kind.WATCH, Kind.MEDIA):
            return answer(question, catalogue, self.base)
        if question.kind is Kind.MEDIA and not self._tokens.good(self._videos[item.id], request.query.get("token")):
            return Answer(status=403)
        return self.sponsorblock.posing(question, answer(question, self._seen(catalogue, item, request), self.base))

    def _seen(self, catalogue: Catalogue, item: Item, request: Request) -> Catalogue:
        """Give the catalogue as this visitor sees it: signed in or not, with fresh media URLs."""
        if "auth=ok" in request.headers.get("cookie", ""):
            item = opened(item)
        if request.path.endswith("/watch"):
            item = self._tokens.signed(self._videos[item.id], item, self.url)
        return evolve(catalogue, items={**catalogue.items, item.id: item})
