"""`anypod opml`: prints the running service's own list of feeds, which podcast apps import."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import click
from attrs import frozen

from anypod.cli.admin import Admin, ask
from anypod.cli.context import Exit, Options
from anypod.cli.health import address
from anypod.cli.on_service import examples
from anypod.cli.place import URL_VARIABLE, Place, find_place, http_url, settings_of, source_of
from anypod.cli.trouble import Trouble


@frozen(kw_only=True)
class _Server:
    base_url: str


@frozen(kw_only=True)
class _Access:
    tokens: Mapping[str, str]


@frozen(kw_only=True)
class _Settings:
    server: _Server
    access: _Access


@frozen(kw_only=True)
class _Config:
    """What is read of a service's config through its admin, which tells no secrets."""

    settings: _Settings


@frozen
class _Public:
    """A public port.

    Attributes:
        place: its address; never with an admin token.
        tokens: the secrets of listeners by their names; None for one that is not told.
    """

    place: Place
    tokens: Mapping[str, str | None]


@click.command(
    short_help="Print all feeds as OPML, which podcast apps import.",
    epilog=examples(
        "anypod opml > feeds.opml",
        "anypod opml --as kitchen > kitchen.opml",
    ),
)
@click.option("--as", "listener", metavar="NAME", help="With that listener's secret, by its name in access.tokens.")
@click.option("--server", metavar="URL", help=f"The service's admin, in the place of the config's.  [{URL_VARIABLE}]")
@click.option("--token-file", type=click.Path(path_type=Path, dir_okay=False), help="With --server: the admin token.")
@click.pass_obj
def opml(options: Options, *, listener: str | None, server: str | None, token_file: Path | None) -> None:
    """Print all feeds as OPML, by which a podcast app subscribes to them at once.

    Where access.tokens gives each listener an address of their own, --as says whose; whoever has that document can
    listen by it. It needs no admin token, and never holds one.
    """
    named = server or options.environ.get(URL_VARIABLE)
    public = _seen_by(find_place(options, server, token_file)) if named else _configured(options)
    response = ask(f"{public.place.admin}{_path(public, listener)}", public.place)
    if response.status != 200:
        raise Trouble(_why(response.status, public.place))
    click.echo(response.content, nl=False)


def _seen_by(admin: Place) -> _Public:
    """Where a service elsewhere says that its public port is."""
    settings = Admin(admin).get("/api/config", _Config).settings
    place = Place(admin=settings.server.base_url.rstrip("/"), source=f"base_url of {admin.admin}")
    return _Public(place, dict.fromkeys(settings.access.tokens))


def _configured(options: Options) -> _Public:
    """Where the config's service is, seen from this machine."""
    settings = settings_of(options)
    host, port = address(settings.server)
    place = Place(admin=http_url(host, port), source=source_of(options))
    return _Public(place, settings.access.tokens)


def _path(public: _Public, listener: str | None) -> str:
    names = f"its names: {', '.join(public.tokens) or 'none'}"
    if listener is None:
        if public.tokens:
            raise Trouble(
                f"feeds are behind secret addresses, one for each of access.tokens: --as NAME; {names}", Exit.WRONG
            )
        return "/opml"
    if listener not in public.tokens:
        raise Trouble(f"access.tokens has no {listener}; {names}", Exit.WRONG)
    secret = public.tokens[listener]
    if secret is None:
        raise Trouble("secrets are told by the config alone: ask with --config on the machine that has it", Exit.WRONG)
    return f"/t/{quote(secret, safe='')}/opml"


def _why(status: int, place: Place) -> str:
    if status == 404:
        return (
            f"{place.admin} shows no list of feeds: [server] listings is false there, or its access.tokens are others"
        )
    return f"{place.admin} answered {status}"
