from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from attrs import define, field
from click.testing import CliRunner, Result

from anypod.cli.command import main
from anypod.cli.context import Exit

SECRET = "a-secret-of-16-letters"  # noqa: S105 - of nobody
DOCUMENT = '<?xml version="1.0"?><opml/>'


@define
class Ports:
    """Public and admin port in one: what was asked for, and with which header."""

    port: int = 0
    asked: list[tuple[str, str | None]] = field(factory=list)
    answers: dict[str, str] = field(factory=dict)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def ports() -> Iterator[Ports]:
    found = Ports()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, self.headers["Authorization"]))
            body = found.answers.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        found.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield found
        server.shutdown()
        thread.join(5)


def opml(folder: Path, config: str, *arguments: str) -> Result:
    path = folder / "anypod.toml"
    path.write_text(config)
    return CliRunner().invoke(main, ["--config", str(path), "opml", *arguments], env={"ANYPOD_SERVER_URL": ""})


def config(ports: Ports) -> str:
    return f'[server]\nhost = "127.0.0.1"\nport = {ports.port}\nadmin_token = "of-the-admin"\n'


def with_tokens(ports: Ports) -> str:
    return f'{config(ports)}[access.tokens]\nkitchen = "{SECRET}"\n'


def test_open_feeds_are_printed_as_they_come_and_no_token_is_shown(ports: Ports, tmp_path: Path) -> None:
    ports.answers["/opml"] = DOCUMENT
    ran = opml(tmp_path, config(ports))
    assert (ran.exit_code, ran.stdout) == (0, DOCUMENT)
    assert ports.asked == [("/opml", None)]


def test_a_secret_is_used_only_when_asked_for(ports: Ports, tmp_path: Path) -> None:
    ports.answers[f"/t/{SECRET}/opml"] = DOCUMENT
    without, with_ = opml(tmp_path, with_tokens(ports)), opml(tmp_path, with_tokens(ports), "--as", "kitchen")
    assert (without.exit_code, "--as NAME" in without.stderr, "kitchen" in without.stderr) == (Exit.WRONG, True, True)
    assert SECRET not in without.output
    assert (with_.exit_code, with_.stdout) == (0, DOCUMENT)
    assert ports.asked == [(f"/t/{SECRET}/opml", None)]


def test_a_listener_that_there_isnt_is_wrong_use(ports: Ports, tmp_path: Path) -> None:
    ran = opml(tmp_path, with_tokens(ports), "--as", "cellar")
    assert (ran.exit_code, "its names: kitchen" in ran.stderr) == (Exit.WRONG, True)


def test_a_port_without_listings_says_so(ports: Ports, tmp_path: Path) -> None:
    ran = opml(tmp_path, config(ports))
    assert (ran.exit_code, "listings" in ran.stderr) == (Exit.FAILED, True)


def test_a_service_elsewhere_says_where_its_public_port_is(ports: Ports, tmp_path: Path) -> None:
    settings = {"server": {"base_url": f"{ports.base}/pods"}, "access": {"tokens": {}}}
    ports.answers |= {"/api/config": json.dumps({"settings": settings}), "/pods/opml": DOCUMENT}
    token = tmp_path / "token"
    token.write_text("of-the-admin")
    ran = opml(tmp_path, "", "--server", ports.base, "--token-file", str(token))
    assert (ran.exit_code, ran.stdout) == (0, DOCUMENT), ran.output
    assert ports.asked == [("/api/config", "Bearer of-the-admin"), ("/pods/opml", None)]


def test_a_secret_of_a_service_elsewhere_is_not_told(ports: Ports, tmp_path: Path) -> None:
    settings = {"server": {"base_url": ports.base}, "access": {"tokens": {"kitchen": "hidden"}}}
    ports.answers["/api/config"] = json.dumps({"settings": settings})
    ran = opml(tmp_path, "", "--server", ports.base, "--as", "kitchen")
    assert (ran.exit_code, "--config" in ran.stderr) == (Exit.WRONG, True)
