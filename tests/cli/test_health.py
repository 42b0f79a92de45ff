from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from anypod.cli.context import Options
from anypod.cli.health import address, ask, load_or_defaults
from anypod.model.settings import ServerSettings


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """One connection is answered with these bytes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            peer, _ = listener.accept()
            with peer:
                peer.recv(4096)
                peer.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("0.0.0.0", "127.0.0.1"),  # noqa: S104 - the setting is read here, nothing is bound
        ("::", "::1"),
        ("10.0.0.7", "10.0.0.7"),
        ("localhost", "localhost"),
    ],
)
def test_what_listens_everywhere_is_asked_by_loopback(host: str, reached: str) -> None:
    assert address(ServerSettings(host=host, port=8123)) == (reached, 8123)


def test_a_service_that_is_well_has_nothing_to_tell() -> None:
    with answering(b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"status":"ok"}') as port:
        assert ask("127.0.0.1", port) is None


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_anything_else_is_told(answer: bytes) -> None:
    with answering(answer) as port:
        assert str(port) in (ask("127.0.0.1", port) or "")


def test_without_any_config_a_service_at_the_defaults_is_asked(tmp_path: Path) -> None:
    options = Options(config=tmp_path / "anypod.toml", environ={"ANYPOD_SERVER_PORT": "8123"})
    settings = load_or_defaults(options).settings
    assert settings is not None
    assert address(settings.server) == ("127.0.0.1", 8123)


def test_a_config_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    options = Options(config=tmp_path / "anypod.toml", config_named=True, environ={})
    assert load_or_defaults(options).settings is None


def test_a_port_that_nobody_listens_on_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert "no answer" in (ask("127.0.0.1", port) or "")
