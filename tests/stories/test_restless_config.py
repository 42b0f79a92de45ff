"""The config edited again and again while syncs run: in the end all is as a fresh start would have it."""

from __future__ import annotations

import random
import time

import pytest

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.service import Service

pytestmark = [pytest.mark.story, pytest.mark.slow]

EDITS = 200
NAMES = ("ant", "bee", "cat", "dog")


def some_feeds(site: Site, dice: random.Random) -> str:
    """Give a random config: some of the channels, each with its own settings, now and then a broken one."""
    return "".join(_feed(site, name, dice) for name in NAMES if dice.random() < 0.7)


def _feed(site: Site, name: str, dice: random.Random) -> str:
    lines = [
        f"[feeds.{name}]",
        f'url = "{site.url}/@{name}/videos"',
        f"keep_last = {dice.randint(1, 3)}",
        f"enabled = {'true' if dice.random() < 0.8 else 'false'}",
    ]
    if dice.random() < 0.1:
        lines.append('schedule = "whenever"')
    if dice.random() < 0.3:
        lines += [f"[feeds.{name}.filters]", f'not_title = "{dice.randint(1, 4)}"']
    return "\n".join(lines) + "\n"


def _plain(site: Site, name: str, *, keep_last: int) -> str:
    return f'[feeds.{name}]\nurl = "{site.url}/@{name}/videos"\nkeep_last = {keep_last}\n'


def test_two_hundred_edits_end_where_a_fresh_start_ends(site: Site, begin: Begin) -> None:
    for name in NAMES:
        site.channel(name).has(*(video(f"{name}{n}", seconds=2, published=days_ago(n)) for n in range(1, 5)))
    dice = random.Random(7)  # noqa: S311 - not for secrets; the same edits each time
    restless, fresh = begin(""), begin("")
    head = restless.config.read_text()
    # Without filters: those judge what waits, never what an earlier config had fetched.
    last = _plain(site, "ant", keep_last=2) + _plain(site, "bee", keep_last=1)
    with restless:
        for _ in range(EDITS):
            _write(restless, head + some_feeds(site, dice))
            if dice.random() < 0.2:
                restless.until("config_applied", patience=20)
        _write(restless, head + last)
        _settle(restless)
        with fresh:
            _write(fresh, fresh.config.read_text() + last)
            _settle(fresh)
            assert _kept(restless) == _kept(fresh)
            assert restless.files("media") >= {f"{feed}/{id_}.m4a" for feed, id_ in _kept(restless)}
            assert [e.guid for e in restless.episodes("ant")] == [e.guid for e in fresh.episodes("ant")]
        assert not [line for line in restless.log if line["event"] == "feed_crashed"]
        assert restless.stop() == 0


def _write(service: Service, text: str) -> None:
    beside = service.config.with_suffix(".new")
    beside.write_text(text)
    beside.rename(service.config)


def _settle(service: Service) -> None:
    """Wait until the last config acts and nothing more is to be fetched."""
    while len(_kept(service)) < 2 or _waiting(service):
        service.until("download_finished", patience=60)


def _kept(service: Service) -> set[tuple[str, str]]:
    return {(str(feed), str(id_)) for feed, id_ in service.rows("feed, id", "status = 'downloaded'")}


def _waiting(service: Service) -> bool:
    return bool(service.rows("id", "status = 'queued' AND feed IN ('ant', 'bee')"))


@pytest.mark.parametrize("moment", [0.0, 0.3, 0.6, 1.0, 1.6])
def test_killed_in_the_middle_of_an_edit_it_ends_where_the_edit_leads(site: Site, begin: Begin, moment: float) -> None:
    """One feed is taken out, one disabled, one keeps more than before, one is new: wherever the kill falls, the next
    start ends there."""
    for name in NAMES:
        site.channel(name).has(*(video(f"{name}{n}", seconds=2, published=days_ago(n)) for n in range(1, 3)))
    service = begin("")
    head = service.config.read_text()
    feeds = {name: _plain(site, name, keep_last=1) for name in NAMES}
    _write(service, head + feeds["ant"] + feeds["bee"] + feeds["cat"])
    with service:
        while len(_kept(service)) < 3:
            service.until("download_finished")
        _write(
            service,
            head
            + feeds["bee"].replace("keep_last", "enabled = false\nkeep_last")
            + feeds["cat"].replace("= 1", "= 2")
            + feeds["dog"],
        )
        time.sleep(moment)  # the moment is the point
        service.kill()
        service.start()
        while _kept(service) != {("bee", "bee1"), ("cat", "cat1"), ("cat", "cat2"), ("dog", "dog1")}:
            service.until("download_finished", patience=30)
        assert service.get("/feeds/ant.xml").status == 404
        assert len(service.episodes("bee")) == 1
        assert service.rows("ruling", "id = 'ant1'") == [("removed",)]
