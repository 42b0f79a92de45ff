# ruff: noqa: ASYNC240 - a test has nobody to hold up
from __future__ import annotations

import errno
import os
from email.utils import formatdate
from pathlib import Path

import pytest
from attrs import evolve
from structlog.testing import capture_logs

from anypod.model.download import Ruling
from anypod.model.mutation import ArchiveDownload, RecordDownload
from anypod.web.public import create_public
from tests.web.client import Reply, Site, parsed, served
from tests.web.house import CONTENT, NOW, House, tree
from tests.web.server.serving import open_files

N = len(CONTENT)
PATH = "/media/talks/abc_-1.m4a"
MTIME = 1_772_366_407


@pytest.fixture
async def file(house: House) -> Path:
    path = await house.add("abc_-1")
    os.utime(path, ns=(MTIME * 10**9 + 123, MTIME * 10**9 + 123))
    return path


def date(offset: int = 0) -> str:
    return formatdate(MTIME + offset, usegmt=True)


async def test_a_get_is_the_file_with_all_that_a_player_needs(site: Site, file: Path) -> None:
    reply = await site.get(PATH)
    assert (reply.status, reply.body) == (200, CONTENT)
    assert reply["content-type"] == "audio/x-m4a"
    assert reply["content-length"] == str(N)
    assert reply["accept-ranges"] == "bytes"
    assert reply["last-modified"] == date()
    assert reply["etag"].startswith('"')
    assert reply["cache-control"] == "max-age=86400"
    assert reply["access-control-allow-origin"] == "*"
    assert reply["x-content-type-options"] == "nosniff"
    assert reply["referrer-policy"] == "no-referrer"
    assert not reply.names & {"server", "content-encoding", "transfer-encoding", "set-cookie"}


async def test_without_descriptors_a_file_that_is_there_is_not_said_to_be_gone(site: Site, file: Path) -> None:
    def exhausted(*_: object) -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    with pytest.MonkeyPatch.context() as patched, capture_logs() as logs:
        patched.setattr("anypod.web.files.os.open", exhausted)
        assert (await site.get(PATH)).status == 500
    assert [line["exc_info"].errno for line in logs] == [errno.EMFILE]


async def etag_of(site: Site) -> str:
    return (await site.head(PATH))["etag"]


RANGES = {
    "suffix": ("bytes=-500", 206, N - 500, 500),
    "end past the end": (f"bytes={N - 10}-{N + 999}", 206, N - 10, 10),
    "suffix longer than the file": (f"bytes=-{N + 1}", 206, 0, N),
    "the probe of players": ("bytes=0-1", 206, 0, 2),
    "from the beginning": ("bytes=0-", 206, 0, N),
    "from the middle": ("bytes=1000-", 206, 1000, N - 1000),
    "a middle piece": ("bytes=1000-1999", 206, 1000, 1000),
    "the last byte": (f"bytes={N - 1}-", 206, N - 1, 1),
    "several": ("bytes=0-1,5-9", 200, 0, N),
    "unknown unit": ("chunks=0-1", 200, 0, N),
    "malformed": ("bytes=x-y", 200, 0, N),
}


@pytest.mark.parametrize("name", RANGES)
async def test_a_range_is_the_very_bytes(site: Site, file: Path, name: str) -> None:
    asked, status, offset, count = RANGES[name]
    reply = await site.get(PATH, {"Range": asked})
    assert reply.status == status
    assert reply.body == CONTENT[offset : offset + count]
    assert reply["content-type"] == "audio/x-m4a"
    assert reply["accept-ranges"] == "bytes"
    assert reply.get("content-range") == (f"bytes {offset}-{offset + count - 1}/{N}" if status == 206 else None)


async def test_a_start_past_the_end_is_416_with_the_size(site: Site, file: Path) -> None:
    reply = await site.get(PATH, {"Range": f"bytes={N}-"})
    assert (reply.status, reply.body) == (416, b"")
    assert reply["content-range"] == f"bytes */{N}"


async def test_an_empty_file_is_served_and_has_no_ranges(site: Site, house: House) -> None:
    await house.add("nil", content=b"")
    assert (await site.get("/media/talks/nil.m4a")).status == 200
    assert (await site.get("/media/talks/nil.m4a", {"Range": "bytes=0-"})).status == 416


async def test_head_is_get_without_the_body_whatever_the_range(site: Site, file: Path) -> None:
    whole = await site.get(PATH)
    assert (await site.head(PATH)).undated == whole.undated
    ranged = await site.head(PATH, {"Range": "bytes=0-1"})
    assert (ranged.status, ranged.undated) == (200, whole.undated)


async def asked(site: Site, **headers: str) -> Reply:
    return await site.get(PATH, {name.replace("_", "-"): value for name, value in headers.items()})


async def test_what_the_client_has_is_304(site: Site, file: Path) -> None:
    tag = await etag_of(site)
    replies = [
        await asked(site, If_None_Match=tag),
        await asked(site, If_None_Match=f'"x", W/{tag}'),
        await asked(site, If_None_Match="*"),
        await asked(site, If_Modified_Since=date()),
        await asked(site, If_None_Match=tag, Range="bytes=0-1"),
        await asked(site, If_None_Match=tag, If_Modified_Since=date(-1)),
    ]
    assert {reply.status for reply in replies} == {304}
    assert {reply["etag"] for reply in replies} == {tag}
    assert not replies[0].names & {"content-type", "content-range"}


async def test_what_the_client_does_not_have_is_200(site: Site, file: Path) -> None:
    assert (await asked(site, If_None_Match='"x"', If_Modified_Since=date())).status == 200
    assert (await asked(site, If_Modified_Since=date(-1))).status == 200


async def test_a_failed_condition_is_412_and_empty(site: Site, file: Path) -> None:
    tag = await etag_of(site)
    for headers in ({"If_Match": '"x"'}, {"If_Match": f"W/{tag}"}, {"If_Unmodified_Since": date(-1)}):
        reply = await asked(site, **headers)
        assert (reply.status, reply.body) == (412, b"")
    assert (await asked(site, If_Match=tag)).status == 200


async def test_if_range_goes_by_tag_or_date(site: Site, file: Path) -> None:
    tag = await etag_of(site)
    statuses = [
        (await asked(site, Range="bytes=0-1", If_Range=value)).status
        for value in (tag, date(), '"x"', f"W/{tag}", date(1), date(-1))
    ]
    assert statuses == [206, 206, 200, 200, 200, 200]


async def test_conditions_in_several_lines_are_one_list(site: Site, file: Path) -> None:
    tag = (await etag_of(site)).encode()
    lines = b'If-None-Match: "x"\r\nIf-None-Match: ' + tag + b"\r\n"
    whole = await site.raw(b"GET " + PATH.encode() + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + lines + b"\r\n")
    assert whole.startswith(b"HTTP/1.1 304")


async def test_the_tag_outlives_a_restart_and_changes_with_the_file(house: House, file: Path) -> None:
    async with served(create_public(house.parts)) as site:
        first = await etag_of(site)
    async with served(create_public(house.parts)) as site:
        assert await etag_of(site) == first
        os.utime(file, ns=(MTIME * 10**9 + 124, MTIME * 10**9 + 124))
        assert await etag_of(site) != first


async def test_only_what_the_catalogue_calls_downloaded_is_served(site: Site, house: House, file: Path) -> None:
    await house.queue("waiting")
    house.library.media_path("talks", "waiting", "m4a").write_bytes(b"not yet")
    house.library.media_path("talks", "abc_-1", "mp3").write_bytes(b"another")
    house.library.media_path("talks", "stray", "m4a").write_bytes(b"stray")
    for path in ("waiting.m4a", "abc_-1.mp3", "stray.m4a", "abc_-1.M4A", "abc_-1", "abc_-1.m4a.", ".m4a", "abc_-1."):
        assert (await site.get(f"/media/talks/{path}")).status == 404, path
    await house.commit(ArchiveDownload(feed="talks", id="abc_-1", reason="too old", ruling=Ruling.SINCE, at=NOW))
    assert (await site.get(PATH)).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/media/talks/..%2f..%2fdb%2fanypod.db",
        "/media/../db/anypod.db",
        "/media/%2e%2e/anypod.db",
        "/media/talks/%00.m4a",
        "/media/talks/%FF%FE.m4a",
        "/media/t%C3%A4lks/abc_-1.m4a",
        "/media/TALKS/abc_-1.m4a",
        "/media//abc_-1.m4a",
        "/media/talks/abc_-1.m4a/",
        "/media/" + "a" * 3000 + "/b.m4a",
        "/media/talks/" + "%F0%9F%98%80" * 50 + ".m4a",
        "/static/x",
    ],
)
async def test_names_that_cannot_be_ours_are_not_found(site: Site, file: Path, path: str) -> None:
    reply = await site.get(path)
    assert reply.status == 404
    assert reply.body == b"404 Not Found\n"
    assert reply["content-type"] == "text/plain; charset=utf-8"


async def test_a_link_in_place_of_the_file_is_not_followed(site: Site, file: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    file.unlink()
    file.symlink_to(tmp_path / "secret")
    assert (await site.get(PATH)).status == 404


async def test_a_pipe_in_place_of_the_file_holds_nobody_up(site: Site, file: Path) -> None:
    file.unlink()
    os.mkfifo(file)
    assert (await site.get(PATH)).status == 404


async def test_a_file_gone_from_the_disk_is_not_found_and_told_to_the_log(site: Site, file: Path) -> None:
    file.unlink()
    with capture_logs() as logs:
        assert (await site.get(PATH)).status == 404
    assert [(line["log_level"], line["feed"], line["download"]) for line in logs] == [("error", "talks", "abc_-1")]


async def test_no_request_makes_anything_or_leaves_a_file_open(site: Site, house: House, file: Path) -> None:
    folder = house.library.layout.data_dir
    await site.get(PATH)
    before, held = tree(folder), {name for name in open_files() if name.startswith("/")}
    tag = await etag_of(site)
    for headers in ({}, {"Range": "bytes=0-9"}, {"Range": f"bytes={N}-"}, {"If-None-Match": tag}, {"If-Match": '"x"'}):
        await site.get(PATH, headers)
        await site.head(PATH, headers)
    for path in ("/media/talks/none.m4a", "/media/new/none.m4a", "/images/new.jpg", "/images/talks/x.jpg"):
        await site.get(path)
    assert tree(folder) == before
    assert {name for name in open_files() if name.startswith("/")} <= held


@pytest.mark.parametrize("more", [b"", b"Connection: close\r\n", b"Connection: keep-alive\r\nHost: here\r\n"])
async def test_http_1_0_is_served_whole_and_the_connection_ends(site: Site, file: Path, more: bytes) -> None:
    whole = await site.raw(b"GET " + PATH.encode() + b" HTTP/1.0\r\n" + more + b"\r\n")
    reply = parsed(whole)
    assert (reply.status, reply.body) == (200, CONTENT)
    assert reply["connection"] == "close"
    assert reply["content-length"] == str(len(CONTENT))
    assert "transfer-encoding" not in reply.names


async def test_http_1_1_keeps_the_connection_for_the_next_request(site: Site, file: Path) -> None:
    ask = b"GET " + PATH.encode() + b" HTTP/1.1\r\nHost: here\r\nRange: bytes=0-3\r\n%s\r\n"
    whole = await site.raw(ask % b"" + ask % b"Connection: close\r\n")
    assert whole.count(b"HTTP/1.1 206") == 2
    assert whole.count(b"\r\n\r\n" + CONTENT[:4]) == 2


async def test_a_file_is_named_by_its_title_with_every_answer_that_carries_it(site: Site, file: Path) -> None:
    for headers in ({}, {"Range": "bytes=0-3"}):
        assert (await site.get(PATH, headers))["content-disposition"] == 'inline; filename="Talk abc_-1.m4a"'


async def test_a_player_of_another_origin_may_ask_for_ranges(site: Site, file: Path) -> None:
    reply = await site.ask("OPTIONS", PATH, {"Origin": "https://x.example", "Access-Control-Request-Headers": "range"})
    assert reply.status == 200
    assert "Range" in reply["access-control-allow-headers"].split(", ")
    assert reply["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


async def test_other_methods_are_refused(site: Site, file: Path) -> None:
    reply = await site.ask("DELETE", PATH)
    assert reply.status == 405
    assert set(reply["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert file.exists()


async def test_from_the_moment_that_a_row_names_another_file_that_is_served(site: Site, house: House) -> None:
    path = await house.add("abc")
    newer = bytes(reversed(CONTENT[:5000]))
    await house.library.stage(_put(path.with_name("newer"), newer), "talks", "abc", "m4a")
    first = await site.get("/media/talks/abc.m4a")
    assert first.body == CONTENT
    row = await house.store.queries.download("talks", "abc")
    assert row is not None
    assert row.file is not None
    file = evolve(row.file, size=len(newer))
    await house.commit(RecordDownload(feed="talks", id="abc", file=file, details=None, replaces=True, at=NOW))
    second = await site.get("/media/talks/abc.m4a")
    assert second.body == newer
    assert (await site.get("/media/talks/abc.m4a", {"If-None-Match": first["etag"]})).status == 200
    await house.library.unveil("talks", "abc", "m4a")
    third = await site.get("/media/talks/abc.m4a")
    assert (third.body, third["etag"], third["last-modified"]) == (newer, second["etag"], second["last-modified"])
    assert not house.library.staged_path("talks", "abc", "m4a").exists()


def _put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
