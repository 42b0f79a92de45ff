"""Looks at the network: both ports, base_url, the proxy, the provider of tokens. Judges nothing."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import trio

from anypod.cli.doctor.programs import look_for_plugins
from anypod.cli.health import address
from anypod.cli.words import at_bottom
from anypod.kernel.request import Answered, Unanswered, ask
from anypod.model.settings import ServerSettings, YtdlpSettings
from anypod.rules.checkup import Line, ill
from anypod.rules.surroundings import WELL, Port, base_url_line, port_line, reached_line
from anypod.service.admin_token import is_loopback
from anypod.web.server.listening import BindFailed, bind, shown

_WITHIN = 5.0
_PROVIDER = "POT provider"


async def ports(server: ServerSettings) -> tuple[tuple[Line, ...], bool]:
    """Look at both ports; tells also whether anypod runs at the public one."""
    public = await _port("public", server.host, server.port, server)
    if server.single_server:
        return (port_line(public),), public.answer == WELL
    admin = await _port("admin", server.admin_host, server.admin_port, server)
    return (port_line(public), port_line(admin)), public.answer == WELL


async def _port(name: str, host: str, port: int, server: ServerSettings) -> Port:
    if port == 0:
        return Port(name=name, at=shown(host, port), any=True)
    reached = address(ServerSettings(host=host, port=port, base_url=server.base_url))
    said = await health(f"http://{shown(*reached)}")
    if not isinstance(said, Unanswered):
        return Port(name=name, at=shown(host, port), answer=said or WELL)
    return Port(name=name, at=shown(host, port), refusal=await trio.to_thread.run_sync(_refusal, name, host, port))


def _refusal(name: str, host: str, port: int) -> str | None:
    try:
        bind(host, port, name).close()
    except BindFailed as error:
        return str(error)
    return None


async def health(base: str) -> str | Unanswered | None:
    """Ask for /api/health below an address; None where an anypod says that it is well."""
    answer = await ask(f"{base.rstrip('/')}/api/health", limit=_WITHIN)
    if isinstance(answer, Unanswered):
        return answer
    return (
        None
        if _is_well(answer)
        else f"something answers with status {answer.status}, which isn't anypod in good health"
    )


def _is_well(answer: Answered) -> bool:
    try:
        return answer.status == 200 and json.loads(answer.body)["status"] == "ok"
    except (ValueError, KeyError, TypeError):
        return False


async def base_url(server: ServerSettings, *, runs: bool) -> Line:
    """Look where base_url leads."""
    said = await health(server.base_url) if runs else None
    trouble = said.why if isinstance(said, Unanswered) else said
    return base_url_line(server.base_url, is_loopback(urlsplit(server.base_url).hostname or ""), runs, trouble)


async def proxy(settings: YtdlpSettings) -> Line:
    """Look whether the proxy takes connections. Its address is shown without a password."""
    parts = urlsplit(settings.proxy)
    at = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""
    trouble = await _connected(parts.hostname, parts.port or 1080) if parts.hostname else None
    return reached_line("proxy", at, trouble, "correct [ytdlp] proxy, or start it")


async def _connected(host: str, port: int) -> str | None:
    try:
        with trio.fail_after(_WITHIN):
            stream = await trio.open_tcp_stream(host, port)
            await stream.aclose()
    except trio.TooSlowError:
        return f"{host}:{port} doesn't answer"
    except OSError as error:
        return f"{host}:{port} can't be reached: {at_bottom(error)}"
    return None


async def provider(settings: YtdlpSettings) -> Line:
    """Look at the provider of proof-of-origin tokens, and whether its plugin for yt-dlp is there."""
    url = settings.pot_provider_url
    answer = await ask(f"{url.rstrip('/')}/ping", limit=_WITHIN) if url else None
    if isinstance(answer, Answered):
        found = await trio.to_thread.run_sync(look_for_plugins, settings.plugin_dirs)
        if not any("bgutil" in name for name in found.found):
            remedy = "pip install bgutil-ytdlp-pot-provider, beside anypod, or put it into [ytdlp] plugin_dirs"
            return ill(_PROVIDER, f"{url} answers, but yt-dlp has no plugin that asks it", remedy)
    trouble = answer.why if isinstance(answer, Unanswered) else None
    return reached_line(_PROVIDER, url, trouble, "start it, or correct [ytdlp] pot_provider_url")
