"""Told over HTTP to a server on loopback; what takes minutes, on a mock clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

import trio
import trio.testing
from attrs import define, evolve, field
from structlog.testing import capture_logs
from trio.testing import MockClock

from anypod.actors.pings import Pace, Pings
from anypod.kernel.hub import Hub
from anypod.kernel.request import Answered, Unanswered
from anypod.model.event import Event, EventKind
from anypod.model.settings import AccessSettings, FeedSettings, ServerSettings, Settings
from anypod.rules.ping import APART, GATHERED_FOR, WAITS, Notice
from tests.support.make import NOW
from tests.support.origin import open_origin

AT_ONCE = Pace(gathered=0.0, apart=0.0, wait=lambda attempt, _jitter: 0.0 if attempt <= 3 else None)
HUB = "https://hub.example/"


def settings(ping: tuple[str, ...], tokens: Mapping[str, str] | None = None) -> Settings:
    return Settings(
        server=ServerSettings(base_url="https://pods.example/any"),
        access=AccessSettings(tokens=tokens or {}),
        feeds={"cats": FeedSettings(name="cats", ping=ping), "dogs": FeedSettings(name="dogs")},
    )


def finished(feed: str = "cats", id_: str = "v") -> Event:
    return Event(kind=EventKind.DOWNLOAD_FINISHED, at=NOW, feed=feed, id=id_)


@define
class Post:
    """Notes what is sent and when, and answers in turn."""

    answers: list[Answered | Unanswered] = field(factory=list)
    sent: list[tuple[float, str]] = field(factory=list)
    _began: float = field(factory=trio.current_time)

    async def send(self, notice: Notice) -> Answered | Unanswered:
        await trio.lowlevel.checkpoint()
        self.sent.append((trio.current_time() - self._began, notice.to))
        return self.answers.pop(0) if self.answers else Answered(204, b"")


@asynccontextmanager
async def telling(pings: Pings) -> AsyncIterator[None]:
    async with trio.open_nursery() as nursery:
        await nursery.start(pings.run)
        yield
        nursery.cancel_scope.cancel()


async def test_a_hub_and_a_plain_one_are_told_of_an_episode() -> None:
    hub = Hub[Event]()
    async with open_origin() as origin:
        now = settings((origin.url("/hub"), origin.url("/ping?feed={url}")))
        async with telling(Pings(hub, lambda: now, lambda: 0.0, pace=AT_ONCE)):
            hub.publish(finished())
            await origin.until(2)
    get, post = sorted(origin.asked, key=lambda asked: asked.method)
    assert get.target == "/ping?feed=https%3A%2F%2Fpods.example%2Fany%2Ffeeds%2Fcats.xml"
    assert parse_qs(post.body.decode())["hub.url"] == ["https://pods.example/any/feeds/cats.xml"]


async def test_a_hub_that_is_out_of_order_is_asked_again_and_then_left() -> None:
    hub = Hub[Event]()
    with capture_logs() as lines:
        async with open_origin([503, 503, 503, 503]) as origin:
            now = settings((origin.url(),))
            async with telling(Pings(hub, lambda: now, lambda: 0.0, pace=AT_ONCE)):
                hub.publish(finished())
                await origin.until(3)
                await trio.testing.wait_all_tasks_blocked(0.05)
    assert len(origin.asked) == 3
    assert [line["event"] for line in lines] == ["ping_put_off", "ping_put_off", "ping_failed"]


async def test_a_refusal_is_not_repeated(autojump_clock: MockClock) -> None:
    hub, post = Hub[Event](), Post([Answered(404, b"no such feed")])
    with capture_logs() as lines:
        async with telling(Pings(hub, lambda: settings((HUB,)), lambda: 0.0, send=post.send)):
            hub.publish(finished())
            await trio.sleep(3_600)
    assert len(post.sent) == 1
    assert lines[0]["log_level"] == "warning"
    assert (lines[0]["status"], lines[0]["reason"], lines[0]["to"]) == (404, "no such feed", "hub.example")


async def test_episodes_within_seconds_are_told_of_together(autojump_clock: MockClock) -> None:
    hub, post = Hub[Event](), Post()
    async with telling(Pings(hub, lambda: settings((HUB,)), lambda: 0.0, send=post.send)):
        for number in range(5):
            hub.publish(finished(id_=f"v{number}"))
            await trio.sleep(1)
        await trio.sleep(3_600)
    assert post.sent == [(GATHERED_FOR, HUB)]


async def test_a_backlog_is_told_of_once_a_minute_and_its_last_episode_too(autojump_clock: MockClock) -> None:
    hub, post = Hub[Event](), Post()
    async with telling(Pings(hub, lambda: settings((HUB,)), lambda: 0.0, send=post.send)):
        for number in range(12):
            hub.publish(finished(id_=f"v{number}"))
            await trio.sleep(11)
        await trio.sleep(3_600)
    assert [round(when) for when, _ in post.sent] == [GATHERED_FOR + APART * n for n in range(3)]


async def test_a_newer_telling_replaces_the_next_attempt_of_an_older_one(autojump_clock: MockClock) -> None:
    hub, post = Hub[Event](), Post([Unanswered("x")] * 3)
    async with telling(Pings(hub, lambda: settings((HUB,)), lambda: 0.0, send=post.send)):
        hub.publish(finished())
        await trio.sleep(GATHERED_FOR + sum(WAITS[:2]) + 1)
        hub.publish(finished())
        await trio.sleep(3_600)
    assert len(post.sent) == 4


async def test_secret_addresses_are_told_to_nobody_and_the_log_says_so(autojump_clock: MockClock) -> None:
    hub, post = Hub[Event](), Post()
    plain = "https://ping.example/?x=1"
    now = settings((HUB, plain), {"me": "a-secret-of-16-letters"})
    with capture_logs() as lines:
        async with telling(Pings(hub, lambda: now, lambda: 0.0, send=post.send)):
            hub.publish(finished())
            await trio.sleep(60)
    assert [to for _, to in post.sent] == [plain]
    assert [line["to"] for line in lines if line["event"] == "ping_withheld"] == ["hub.example"]


async def test_an_edit_while_episodes_are_gathered_counts(autojump_clock: MockClock) -> None:
    hub, post, now = Hub[Event](), Post(), [settings((HUB,))]
    async with telling(Pings(hub, lambda: now[-1], lambda: 0.0, send=post.send)):
        hub.publish(finished())
        await trio.sleep(1)
        now.append(evolve(now[0], feeds={}))
        await trio.sleep(60)
    assert post.sent == []


async def test_other_events_and_feeds_without_a_ping_tell_nobody(autojump_clock: MockClock) -> None:
    hub, post = Hub[Event](), Post()
    async with telling(Pings(hub, lambda: settings((HUB,)), lambda: 0.0, send=post.send)):
        hub.publish(finished("dogs"))
        hub.publish(evolve(finished(), kind=EventKind.DOWNLOAD_FAILED))
        await trio.sleep(60)
    assert post.sent == []


async def test_it_ends_with_the_hub_at_once_whatever_waits(autojump_clock: MockClock) -> None:
    hub = Hub[Event]()
    pings = Pings(hub, lambda: settings((HUB,)), lambda: 0.0, send=Post().send)
    began = trio.current_time()
    async with trio.open_nursery() as nursery:
        await nursery.start(pings.run)
        hub.publish(finished())
        hub.close("stopping")
    assert trio.current_time() - began < 1
