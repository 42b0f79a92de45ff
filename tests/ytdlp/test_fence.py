"""Redirects, pages and names that would lead yt-dlp into this network. All of this is loopback, and so of it."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pytest
from attrs import define, field

from anypod.model.download import Download, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.settings import DownloadsSettings, FeedSettings, YtdlpSettings
from anypod.model.source import Examined
from anypod.ytdlp.client import Client
from anypod.ytdlp.fence import PrivateAddressError, endpoints, judge_command, judge_connection
from tests.site.site import Site
from tests.site.video import video
from tests.ytdlp.conftest import PLUGINS

FEED = FeedSettings(name="a", schedule="manual")
Fenced = Callable[[str], Client]


@define
class Elsewhere:
    """A server that stands for one on the public internet: the only one of loopback that is let through."""

    base: str = ""
    target: str = ""
    playlist: str = ""
    asked: list[str] = field(factory=list)


@pytest.fixture
def fenced(tmp_path: Path) -> Fenced:
    """Give a way to make a client that keeps out of this network but for one server."""

    def make(but: str) -> Client:
        ffmpeg = which("ffmpeg")
        assert ffmpeg is not None
        return Client(
            YtdlpSettings(plugin_dirs=(PLUGINS,), pot_provider_url=but),
            DownloadsSettings(),
            work=tmp_path / "work",
            ffmpeg=Path(ffmpeg).parent,
            fenced=lambda feed: feed.manual,
        )

    return make


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """`/away` redirects to the target, `/list.m3u8` is a playlist that ffmpeg alone can read."""
    found = Elsewhere()

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            if self.path.startswith("/away"):
                self.send_response(302)
                self.send_header("Location", found.target)
                self.end_headers()
                return
            body = found.playlist.encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/vnd.apple.mpegurl")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        found.base = f"http://127.0.0.1:{server.server_address[1]}"
        yield found
        server.shutdown()
        thread.join(10)


def refused(failure: Failure | None) -> None:
    assert failure is not None
    assert (failure.kind, failure.certain) == (FailureKind.GONE, True)
    assert "allow_private_urls" in failure.message


async def test_a_list_of_this_network_is_refused_before_anything_is_asked(fenced: Fenced, site: Site) -> None:
    url = site.channel("chan").has(video("a")).url
    for one in (url, url.replace("127.0.0.1", "localhost")):
        refused((await fenced("").list(FEED, one)).failure)
    assert site.lists == 0


async def test_a_redirect_into_this_network_is_not_followed(fenced: Fenced, site: Site, elsewhere: Elsewhere) -> None:
    elsewhere.target = site.file("a.mp3")
    client = fenced(elsewhere.base)
    refused((await client.list(FEED, f"{elsewhere.base}/away")).failure)
    found: list[Examined] = []

    async def keep(examined: Examined) -> None:
        found.append(examined)

    await client.examine(FEED, [f"{elsewhere.base}/away?again"], keep)
    refused(found[0].failure)
    assert elsewhere.asked[0] == "/away"
    assert not site.log.hits()


async def test_a_fetch_doesnt_hand_an_address_to_ffmpeg(
    fenced: Fenced, elsewhere: Elsewhere, site: Site, tmp_path: Path
) -> None:
    key = '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="key"'
    elsewhere.playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n{key}\n#EXTINF:2,\n{site.file('a.ts')}\n#EXT-X-ENDLIST\n"
    row = Download(
        feed="a",
        id="x",
        extractor="generic",
        source_id="x",
        source_url=f"{elsewhere.base}/list.m3u8",
        title="x",
        first_seen=datetime.now(UTC),
        status=Status.QUEUED,
    )
    outcome = (await fenced(elsewhere.base).fetch(FEED, row, tmp_path, lambda _: None)).outcome
    assert isinstance(outcome, Failure)
    assert elsewhere.asked
    assert not site.log.hits()


@pytest.mark.parametrize("address", [("10.0.0.1", 80), ("::1", 80, 0, 0), ("fe80::1%eth0", 80, 0, 1), ("name", 80)])
def test_connections_into_this_network_and_to_mere_names_are_refused(address: object) -> None:
    with pytest.raises(PrivateAddressError):
        judge_connection(address, frozenset())


@pytest.mark.parametrize("address", [("93.184.216.34", 443), ("2606:2800:220:1::1", 443, 0, 0), "/run/socket"])
def test_others_are_not(address: object) -> None:
    judge_connection(address, frozenset())


def test_the_proxy_is_reached_at_its_own_port_by_name_and_by_address() -> None:
    allowed = frozenset(endpoints("socks5://localhost"))
    judge_connection(("localhost", 1080), allowed)
    judge_connection(("127.0.0.1", 1080), allowed)
    with pytest.raises(PrivateAddressError):
        judge_connection(("127.0.0.1", 1081), allowed)


@pytest.mark.parametrize("command", [["ffmpeg", "-i", "http://10.0.0.1/x"], ["x", b"rtmp://a"], "https://a"])
def test_programs_are_given_no_urls(command: list[object]) -> None:
    with pytest.raises(PrivateAddressError):
        judge_command(command)


def test_urls_in_tags_are_no_matter() -> None:
    judge_command(["ffmpeg", "-i", "file:m.mp4", "-metadata", "purl=https://a.example/", "file:m.temp.mp4"])
