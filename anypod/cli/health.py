"""`anypod health`: whether the service that this config describes answers; containers ask so."""

from __future__ import annotations

import http.client
import json
import sys
from ipaddress import ip_address

import click

from anypod.cli.context import Exit, Options
from anypod.cli.words import at_bottom
from anypod.config.load import Loaded, load, load_content
from anypod.model.settings import ServerSettings

_PATIENCE = 5.0
"""Seconds for an answer; one that takes longer is none."""


@click.command(short_help="Ask the running service whether it is alive.")
@click.pass_obj
def health(options: Options) -> None:
    """Ask the running service whether it is alive; exit code 1 when it isn't."""
    loaded = load_or_defaults(options)
    settings = loaded.settings or loaded.fallback
    if settings is None:
        click.echo(f"the config {options.config} doesn't say where the service is", err=True)
        for problem in loaded.problems:
            click.echo(f"  {problem}", err=True)
        sys.exit(Exit.WRONG)
    trouble = ask(*address(settings.server))
    click.echo(trouble or "ok", err=trouble is not None)
    sys.exit(Exit.FINE if trouble is None else Exit.FAILED)


def load_or_defaults(options: Options) -> Loaded:
    """Load the config as far as it says where the service is; where there is none, a service may run as the demo does.

    Not by ConfigSource, which would have yt-dlp judge its options at each beat.
    """
    if options.by_default:
        return load_content(b"", "", options.environ)
    return load(options.config, options.environ)


def address(server: ServerSettings) -> tuple[str, int]:
    """Give where the public port is reached from this machine: one that listens everywhere, by loopback."""
    try:
        host = ip_address(server.host)
    except ValueError:
        return server.host, server.port
    if not host.is_unspecified:
        return server.host, server.port
    return ("127.0.0.1" if host.version == 4 else "::1"), server.port


def ask(host: str, port: int) -> str | None:
    """Give what is wrong; None where the service says that it is well. Blocks for up to five seconds."""
    connection = http.client.HTTPConnection(host, port, timeout=_PATIENCE)
    try:
        connection.request("GET", "/api/health")
        response = connection.getresponse()
        body = response.read(1000)
        if response.status == 200 and json.loads(body).get("status") == "ok":
            return None
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        return f"no answer from {host} port {port}: {at_bottom(error)}"
    else:
        return f"{host} port {port} answers {response.status}, which isn't anypod in good health"
    finally:
        connection.close()
