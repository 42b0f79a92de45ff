from __future__ import annotations

from pathlib import Path

import pytest

from anypod.model.failure import FailureKind
from anypod.model.settings import FeedSettings
from anypod.ytdlp.jar import Copy, Jar
from tests.site.site import Site
from tests.site.video import video
from tests.ytdlp.conftest import MakeClient

HEAD = "# Netscape HTTP Cookie File\n"
OLD = f"{HEAD}127.0.0.1\tFALSE\t/\tFALSE\t4102444800\tauth\tok\n"
NEW = f"{HEAD}127.0.0.1\tFALSE\t/\tFALSE\t4102444800\tauth\tnew\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "cookies.txt"
    path.write_text(OLD)
    path.chmod(0o640)
    return path


def said(path: Path) -> str:
    return path.read_text()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def written(path: Path) -> int:
    return path.stat().st_mtime_ns


def say(path: Path, text: str) -> None:
    path.write_text(text)


async def copied(source: Path, tmp_path: Path) -> tuple[Jar, Copy]:
    folder = tmp_path / "call"
    folder.mkdir()
    jar = Jar(source, tmp_path / "notes.json")
    return jar, await jar.copy(folder)


async def test_what_a_call_changed_is_taken_over_with_the_files_own_mode(source: Path, tmp_path: Path) -> None:
    jar, copy = await copied(source, tmp_path)
    say(copy.path, NEW)
    await jar.give_back(copy)
    assert said(source) == NEW
    assert mode(source) == 0o640


async def test_a_file_that_says_the_same_is_not_touched(source: Path, tmp_path: Path) -> None:
    jar, copy = await copied(source, tmp_path)
    say(copy.path, OLD.replace("Netscape", "Rewritten"))
    before = written(source)
    await jar.give_back(copy)
    assert (said(source), written(source)) == (OLD, before)


async def test_what_the_operator_put_there_meanwhile_stays(source: Path, tmp_path: Path) -> None:
    jar, copy = await copied(source, tmp_path)
    say(copy.path, NEW)
    say(source, HEAD)
    await jar.give_back(copy)
    assert said(source) == HEAD


async def test_a_copy_is_private_and_knows_its_secrets(source: Path, tmp_path: Path) -> None:
    _, copy = await copied(source, tmp_path)
    assert mode(copy.path) == 0o600
    assert copy.secrets() == {"ok"}


async def test_cookies_open_what_needs_them_and_the_operators_file_stays(
    make_client: MakeClient, site: Site, source: Path
) -> None:
    channel = site.channel("c").has(video("a").members())
    client = make_client(cookies=source)
    (entry,) = (await client.list(FeedSettings(name="a"), channel.url)).entries
    failures = []

    async def keep(examined: object) -> None:
        failures.append(getattr(examined, "failure", None))

    assert await client.examine(FeedSettings(name="a"), [entry.url], keep) is None
    assert entry.unavailable is None
    assert failures == [None]
    assert said(source) == OLD


async def test_a_cookie_file_that_is_not_there_is_told(make_client: MakeClient, site: Site, tmp_path: Path) -> None:
    listing = await make_client(cookies=tmp_path / "nothing").list(FeedSettings(name="a"), site.watch("a"))
    assert listing.failure is not None
    assert listing.failure.kind is FailureKind.BROKEN_TOOL
    assert "cookies_file" in listing.failure.message


async def test_a_cookie_file_that_is_none_is_told(make_client: MakeClient, site: Site, source: Path) -> None:
    say(source, "not cookies\n")
    site.has(video("a"))
    listing = await make_client(cookies=source).list(FeedSettings(name="a"), site.watch("a"))
    assert listing.failure is not None
    assert listing.failure.kind is FailureKind.BROKEN_TOOL


async def test_what_a_call_wrote_back_is_no_change_by_a_person(source: Path, tmp_path: Path) -> None:
    jar, copy = await copied(source, tmp_path)
    before = await jar.origin()
    say(copy.path, NEW)
    await jar.give_back(copy)
    assert said(source) == NEW
    assert await jar.origin() == before
    assert await Jar(source, tmp_path / "notes.json").origin() == before


async def test_what_a_person_wrote_is_a_change_also_after_a_call_wrote_back(source: Path, tmp_path: Path) -> None:
    jar, copy = await copied(source, tmp_path)
    before = await jar.origin()
    say(copy.path, NEW)
    await jar.give_back(copy)
    say(source, NEW.replace("new", "newer"))
    assert await jar.origin() != before


async def test_a_jar_that_is_not_there_has_an_origin_too(tmp_path: Path) -> None:
    assert await Jar(tmp_path / "none.txt", tmp_path / "notes.json").origin() == "none"
