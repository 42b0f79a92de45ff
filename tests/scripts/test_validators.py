"""What scripts/validate-feeds compares: a check must notice each way in which a client can get something else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from anypod.rss.render import render_feed
from anypod.rules.links import Links
from scripts.validators import clients, readers
from scripts.validators.feed import Fed, Missing, Program, Wrong, fetch
from tests.rss.examples import AUDIO, FEED, SETTINGS, numbered


class Quiet(SimpleHTTPRequestHandler):
    extensions_map = {".m4a": "audio/x-m4a", ".xml": "application/rss+xml"}  # noqa: RUF012 - as the base has it

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """Give a folder that is served once it holds something."""
    folder = tmp_path / "served"
    (folder / "media" / "talks").mkdir(parents=True)
    return folder


@pytest.fixture
def fed(served: Path, tmp_path: Path) -> Iterator[Fed]:
    """Give a feed of two episodes whose files are as it says."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(served)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    for name in ("item-0", "item-1"):
        (served / "media" / "talks" / f"{name}.m4a").write_bytes(name.encode() * (AUDIO.size // 6 + 1))
    files = sorted((served / "media" / "talks").iterdir())
    for path in files:
        path.write_bytes(path.read_bytes()[: AUDIO.size])
    (served / "feed.xml").write_bytes(render_feed(FEED, SETTINGS, numbered(2), Links(base)))
    home = tmp_path / "home"
    home.mkdir()
    yield fetch(f"{base}/feed.xml", home)
    server.shutdown()
    server.server_close()


def test_a_good_feed_whose_files_are_as_it_says_passes(fed: Fed) -> None:
    assert readers.own_linter(fed) == "no problem"
    assert readers.files_as_promised(fed).startswith("2 files")


def test_a_file_of_another_length_is_noticed(fed: Fed, served: Path) -> None:
    (served / "media" / "talks" / "item-1.m4a").write_bytes(b"short")
    with pytest.raises(Wrong, match=r"item-1\.m4a is \(5, 'audio/x-m4a'\)"):
        readers.files_as_promised(fed)


def test_a_client_must_have_fetched_each_file_byte_by_byte(fed: Fed, served: Path) -> None:
    files = fed.folder / "files"
    files.mkdir()
    (files / "a").write_bytes((served / "media" / "talks" / "item-0.m4a").read_bytes())
    (files / "b").write_bytes((served / "media" / "talks" / "item-1.m4a").read_bytes()[:-1] + b"!")
    with pytest.raises(Wrong, match=r"item-1\.m4a"):
        clients.same_files(fed, files)
    (files / "b").write_bytes((served / "media" / "talks" / "item-1.m4a").read_bytes())
    assert clients.same_files(fed, files).startswith("2 newest files")


def test_a_reader_must_find_each_item_with_its_guid_address_and_length(fed: Fed) -> None:
    found = [[one.guid, one.url, str(one.length)] for one in fed.promises]
    assert readers.compared(json.dumps(found), fed).startswith("2 items")
    for wrong in (found[:1], found[::-1], [[*found[0][:2], "1"], found[1]]):
        with pytest.raises(Wrong, match="items for 2"):
            readers.compared(json.dumps(wrong), fed)


def test_a_program_that_is_not_there_is_left_out_and_one_that_fails_is_wrong(tmp_path: Path) -> None:
    program = Program(folder=tmp_path)
    with pytest.raises(Missing, match="no-such-program is not installed"):
        program.run("no-such-program")
    with pytest.raises(Wrong, match="sh ended with 3: oh"):
        program.run("sh", "-c", "echo oh; exit 3")
