from __future__ import annotations

from pathlib import Path

import pytest

from anypod.model.settings import ServerSettings
from anypod.service.admin_token import admin_token, is_loopback


def test_an_open_address_gets_a_token_that_is_kept(tmp_path: Path) -> None:
    server = ServerSettings(admin_host="0.0.0.0")  # noqa: S104 - the address that this is about
    token = admin_token(server, tmp_path)
    assert token is not None
    assert len(token) > 30
    assert (tmp_path / "admin_token").stat().st_mode & 0o777 == 0o600
    assert admin_token(server, tmp_path) == token
    assert [path.name for path in tmp_path.iterdir()] == ["admin_token"]


def test_what_the_config_says_goes_before(tmp_path: Path) -> None:
    assert admin_token(ServerSettings(admin_token="mine"), tmp_path) == "mine"  # noqa: S106 - a test's
    assert admin_token(ServerSettings(admin_host="::", admin_open=True), tmp_path) is None
    assert admin_token(ServerSettings(), tmp_path) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("host", "answer"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("LocalHost", True), ("0.0.0.0", False), ("nas", False)],  # noqa: S104 - compared only
)
def test_loopback_is_known(host: str, answer: bool) -> None:
    assert is_loopback(host) is answer
