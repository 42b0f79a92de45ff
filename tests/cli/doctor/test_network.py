from __future__ import annotations

from pathlib import Path

import pytest

from anypod.cli.doctor import network
from anypod.kernel.request import Unanswered
from anypod.model.settings import ServerSettings, YtdlpSettings
from anypod.web.server.listening import bind
from tests.support.origin import open_origin

LOCAL = "127.0.0.1"


def free_port() -> int:
    listener = bind(LOCAL, 0, "free")
    listener.close()
    return listener.port


async def test_free_ports_are_told_and_nothing_runs_there() -> None:
    server = ServerSettings(host=LOCAL, port=free_port(), admin_port=free_port())
    lines, runs = await network.ports(server)
    assert [line.well for line in lines] == [True, True]
    assert not runs


async def test_a_port_that_another_program_answers_at_is_told() -> None:
    async with open_origin() as origin:
        lines, runs = await network.ports(ServerSettings(host=LOCAL, port=origin.port, admin_port=0))
    assert "isn't anypod" in lines[0].text
    assert (lines[0].well, lines[1].well, runs) == (False, True, False)


async def test_an_address_of_another_machine_is_told() -> None:
    lines, _ = await network.ports(ServerSettings(host="192.0.2.1", port=8_000, admin_port=0))
    assert "no such address" in lines[0].text


async def test_base_url_is_not_asked_while_nothing_runs() -> None:
    assert (await network.base_url(ServerSettings(base_url="http://192.0.2.1"), runs=False)).well


async def test_base_url_that_leads_elsewhere_is_told() -> None:
    async with open_origin() as origin:
        line = await network.base_url(ServerSettings(base_url=origin.url("/pods")), runs=True)
    assert not line.well
    assert origin.asked[0].target == "/pods/api/health"


async def test_what_nobody_listens_at_is_unanswered() -> None:
    assert isinstance(await network.health(f"http://{LOCAL}:{free_port()}"), Unanswered)


async def test_a_proxy_is_reached_or_not_and_its_password_is_not_shown() -> None:
    port = free_port()
    away = await network.proxy(YtdlpSettings(proxy=f"socks5://me:word@{LOCAL}:{port}"))
    assert not away.well
    assert "word" not in away.text
    async with open_origin() as origin:
        there = await network.proxy(YtdlpSettings(proxy=f"http://me:word@{LOCAL}:{origin.port}"))
    assert (there.well, there.text) == (True, f"{LOCAL}:{origin.port} answers")


@pytest.mark.parametrize("plugin", [True, False])
async def test_a_provider_of_tokens_needs_its_plugin(tmp_path: Path, plugin: bool) -> None:
    folder = tmp_path / "pot" / "yt_dlp_plugins" / "extractor"
    folder.mkdir(parents=True)
    (folder / ("getpot_bgutil.py" if plugin else "other.py")).touch()
    async with open_origin() as origin:
        settings = YtdlpSettings(pot_provider_url=origin.url(), plugin_dirs=(tmp_path,))
        line = await network.provider(settings)
    assert line.well is plugin
    assert origin.asked[0].target == "/ping"


async def test_nothing_set_is_nothing_to_reach() -> None:
    assert (await network.proxy(YtdlpSettings())).text == "none set"
    assert (await network.provider(YtdlpSettings())).text == "none set"
