from __future__ import annotations

import socket
import threading
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.site.media import MediaCache
from tests.site.site import Site
from tests.site.video import video


def test_no_thread_and_no_port_stay(media: MediaCache) -> None:
    before = set(threading.enumerate())
    with Site(media) as site:
        site.has(video("a").hangs())
        waiting = socket.create_connection(("127.0.0.1", site.port))
        waiting.sendall(b"GET /anypod-site/data/watch?v=a HTTP/1.1\r\nHost: x\r\n\r\n")
        with urlopen(f"{site.base}/files/thumbnail.jpg") as answer:  # noqa: S310 - our own loopback address
            assert answer.status == 200
    with waiting:
        assert waiting.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", site.port))
    assert set(threading.enumerate()) <= before


def test_a_bug_of_the_sites_own_reaches_the_test(media: MediaCache) -> None:
    site = Site(media)
    with pytest.raises(AttributeError, match="items"), site:  # noqa: PT012 - leaving the site is what raises
        site.catalogue = None  # type: ignore[assignment]  # the bug
        with pytest.raises(ConnectionError), urlopen(site.watch("a")):  # noqa: S310 - our own loopback address
            pass


def test_media_are_made_once(media: MediaCache) -> None:
    first = media.file("audio.m4a", 2)
    made = first.stat().st_mtime_ns
    assert media.file("audio.m4a", 2).stat().st_mtime_ns == made
    assert media.file("audio.m4a", 2, weight=100_000).stat().st_size == 100_000


def test_a_refusal_may_say_when_to_come_again(site: Site) -> None:
    site.answers(429, retry_after=5)
    with pytest.raises(HTTPError, match="429") as refused, urlopen(f"{site.url}/data/watch?v=a"):  # noqa: S310 - loopback
        pass
    with refused.value:
        assert refused.value.headers["Retry-After"] == "5"
