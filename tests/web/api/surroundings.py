"""The API over a real catalogue; the feeds that would run and the config file are stand-ins that note what is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import define, evolve, field, frozen

from anypod.config.edit import Edit, Rejected
from anypod.config.masked import Withheld, masked
from anypod.config.problems import Problem
from anypod.model.failure import Failure, FailureKind
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.job import Job
from anypod.model.order import Answer, NotRunning, Order, Retried, RetryErrors
from anypod.model.settings import FeedSettings
from anypod.model.source import Listing
from anypod.rules.sweep import SweepReport
from anypod.web.admin import AdminParts
from anypod.web.api.parts import ApiParts, Outcome
from anypod.web.snapshot import Snapshots
from tests.web.client import Reply, Site, parsed
from tests.web.house import NOW, House


@define
class NotedOrders:
    answer: Answer = field(factory=NotRunning)
    placed: list[tuple[str, Order]] = field(factory=list)
    jobs: list[tuple[str, Job]] = field(factory=list)

    async def order(self, name: str, order: Order) -> Answer:
        self.placed.append((name, order))
        return self.answer

    async def order_all(self, order: Order) -> Mapping[str, Answer]:
        assert isinstance(order, RetryErrors)
        return {"talks": Retried(2), "empty": NotRunning()}

    def ask(self, name: str, job: Job) -> bool:
        self.jobs.append((name, job))
        return True


@define
class NotedEdits:
    outcome: Outcome = None
    asked: list[Edit] = field(factory=list)
    text: bytes = b""
    written: dict[str, Mapping[str, object]] = field(factory=lambda: {"talks": {"url": "https://video.example/@talks"}})

    async def carry_out(self, edit: Edit) -> Outcome:
        self.asked.append(edit)
        return self.outcome

    async def judge(self, edit: Edit) -> FeedSettings | Rejected | None:
        assert self.outcome is None or isinstance(self.outcome, FeedSettings | Rejected)
        return self.outcome

    async def validate(self, text: str) -> tuple[Problem, ...]:
        return (Problem("a.toml", 1, "feeds", message="is wrong"),) if "wrong" in text else ()

    async def tables(self) -> Mapping[str, Mapping[str, object]]:
        return self.written

    async def masked_text(self) -> str | Withheld:
        return masked(self.text)


@frozen
class Office:
    """The served API, and what was asked behind it."""

    site: Site
    orders: NotedOrders
    edits: NotedEdits

    async def get(self, path: str, status: int = 200) -> Any:
        reply = await self.site.get(path)
        assert reply.status == status, reply
        return json.loads(reply.body)

    async def send(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Host": f"127.0.0.1:{self.site.port}", "Connection": "close", "Content-Length": str(len(content))}
        given |= {"Content-Type": "application/json"} if content else {}
        given |= dict(headers or {})
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        return parsed(await self.site.raw(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + content))


def admin_parts(house: House, orders: NotedOrders, edits: NotedEdits, token: str | None = None) -> AdminParts:
    async def sweep() -> SweepReport:
        return await house.library.sweep(await house.store.queries.files(), NOW)

    async def free() -> tuple[int, int]:
        return 5, 10

    async def list_source(_: FeedSettings, url: str) -> Listing:
        failure = Failure(kind=FailureKind.GONE, message="nothing there")
        return Listing(url=url, source_type=SourceType.PAGE, metadata=SourceMetadata(), entries=(), failure=failure)

    def api(snapshots: Snapshots) -> ApiParts:
        return ApiParts(
            queries=house.store.queries,
            settings=lambda: house.settings,
            snapshots=snapshots,
            active=tuple,
            syncing=frozenset,
            orders=orders,
            edits=edits,
            list_source=list_source,
            sweep=sweep,
            free=free,
        )

    return evolve(house.admin(), token=token, api=api)
