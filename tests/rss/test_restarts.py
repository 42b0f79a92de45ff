"""A feed's bytes follow from catalogue and config alone: not from the process, its hashes, its zone or its locale."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from anypod.rss.render import render_feed
from anypod.web.public import create_public
from tests.rss.examples import FEED, LINKS, SETTINGS, numbered
from tests.web.client import Reply, served
from tests.web.house import build_house

ROOT = Path(__file__).parents[2]
SCRIPT = """
import hashlib
from anypod.rss.render import render_feed
from tests.rss.examples import FEED, LINKS, SETTINGS, numbered
print(hashlib.sha256(render_feed(FEED, SETTINGS, numbered(50), LINKS)).hexdigest())
"""


@pytest.mark.parametrize(
    "environ",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LC_ALL": "de_DE.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "UTC", "LC_ALL": "C", "PYTHONUTF8": "0"},
    ],
)
def test_every_process_writes_the_same_bytes(environ: Mapping[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={"PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    here = hashlib.sha256(render_feed(FEED, SETTINGS, numbered(50), LINKS)).hexdigest()
    assert done.stdout.strip() == here


async def test_a_feed_whose_database_was_closed_and_opened_again_is_the_same(tmp_path: Path) -> None:
    async def start(*new: str) -> Reply:
        async with build_house(tmp_path / "data") as house:
            for id_ in new:
                await house.add(id_)
            async with served(create_public(house.parts)) as site:
                return await site.get("/feeds/talks.xml")

    before, after = await start("one", "two", "three"), await start()
    assert (before.status, after.body, after["etag"]) == (200, before.body, before["etag"])
    assert after["last-modified"] == before["last-modified"]
