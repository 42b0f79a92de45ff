"""How the service ends: in order at the first signal, at once at the second; and what keeps it from beginning."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

import pytest

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.test_crashes import alive

pytestmark = pytest.mark.story


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_service_leaves_at_once_with_zero(begin: Begin, number: signal.Signals) -> None:
    with begin("") as service:
        began = time.monotonic()
        service.signal(number)
        assert service.wait() == 0
        assert time.monotonic() - began < 3


def test_busy_in_every_way_it_leaves_within_ten_seconds(site: Site, begin: Begin) -> None:
    site.channel("cats").has(
        video("big", published=days_ago(2)).weighs(30_000_000),
        video("slow", published=days_ago(1)).throttled(kbps=100).weighs(5_000_000),
    )
    with begin(f'[feeds.cats]\nurl = "{site.url}/@cats/videos"\nbackfill = "oldest"') as service:
        service.until("download_finished", id="big")
        service.until("download_started", id="slow")
        listener = _open_events(service.admin_port)
        (episode,) = service.episodes("cats")
        stream = _open_stream(service.public_port, episode.path)
        left = service.descendants()
        began = time.monotonic()
        assert service.stop() == 0
        assert time.monotonic() - began < 10
        assert alive(left) == set()
        assert b"stopping" in listener.recv(65_536).partition(b"\x88")[2]
        listener.close()
        stream.close()
        assert service.statuses()["slow"] == "queued"


def test_the_second_signal_ends_it_at_once_and_leaves_no_process(site: Site, begin: Begin) -> None:
    site.channel("cats").has(video("slow", published=days_ago(1)).throttled(kbps=50).weighs(5_000_000))
    with begin(f'[feeds.cats]\nurl = "{site.url}/@cats/videos"') as service:
        service.until("download_started", id="slow")
        left = service.descendants()
        began = time.monotonic()
        service.signal(signal.SIGTERM)
        service.until("stopping")
        service.signal(signal.SIGTERM)
        assert service.wait() == 128 + signal.SIGTERM
        assert time.monotonic() - began < 2
        assert alive(left) == set()


def test_an_interrupted_download_is_resumed_not_begun_again(site: Site, begin: Begin) -> None:
    site.channel("cats").has(video("slow", published=days_ago(1)).throttled(kbps=1_000).weighs(800_000))
    with begin(f'[feeds.cats]\nurl = "{site.url}/@cats/videos"') as service:
        service.until("download_started", id="slow")
        _wait_for_bytes(service.data / "tmp" / "cats" / "slow")
        assert service.stop() == 0
        service.start()
        service.until("download_finished", id="slow")
        assert max(hit.start for hit in site.hits() if hit.name == "slow") > 0


def test_a_second_service_on_the_same_data_exits_three(begin: Begin) -> None:
    with begin("") as first:
        second = begin("", f'[storage]\ndata_dir = "{first.data}"'.replace("[storage]\n", ""))
        second.config.write_text(first.config.read_text())
        second.launch()
        busy = second.until("busy")
        assert second.wait() == 3
        assert str(first.data) in str(busy["reason"])


def test_a_port_that_is_taken_exits_three_and_names_it(begin: Begin) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        service = begin("")
        service.config.write_text(service.config.read_text().replace("admin_port = 0", f"admin_port = {port}"))
        service.launch()
        busy = service.until("busy")
        assert service.wait() == 3
        assert f"127.0.0.1:{port}" in str(busy["reason"])


def _open_events(port: int) -> socket.socket:
    listener = socket.create_connection(("127.0.0.1", port), timeout=10)
    listener.sendall(
        b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n" % port
    )
    assert b" 101 " in listener.recv(65_536)
    return listener


def _open_stream(port: int, path: str) -> socket.socket:
    """Begin to read a file and stop: what the kernel buffers is far less than the file."""
    stream = socket.create_connection(("127.0.0.1", port), timeout=10)
    stream.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert b" 200 " in stream.recv(1_024)
    return stream


def _wait_for_bytes(folder: Path) -> None:
    deadline = time.monotonic() + 30
    while sum(path.stat().st_size for path in folder.glob("*.part")) < 300_000:
        assert time.monotonic() < deadline, "nothing was written"
        time.sleep(0.05)  # another process writes this file and tells nobody
