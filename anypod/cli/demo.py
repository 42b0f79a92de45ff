"""`anypod demo`: the whole service on a source that is made on this machine, so that it needs no network."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import trio

from anypod.cli.context import Exit, Options
from anypod.cli.offline import leaving_with
from anypod.cli.serve import serve_config
from anypod.demo.config import demo_config
from anypod.demo.media import MediaNotMade
from anypod.demo.site import Site, open_demo_site
from anypod.media.tools import find_tools
from anypod.model.failure import Failure
from anypod.service.config import ConfigSource
from anypod.service.run import Config
from anypod.service.web import Addresses


@click.command()
@click.option("--port", default=8000, show_default=True, help="Where feeds and media are served; 0 for a free one.")
@click.option("--admin-port", default=8001, show_default=True, help="Where the dashboard is; 0 for a free one.")
@click.option("--data-dir", type=click.Path(path_type=Path, file_okay=False), help="Kept; else a temporary folder.")
@click.pass_obj
def demo(options: Options, port: int, admin_port: int, data_dir: Path | None) -> None:
    """Show everything on a channel that is made here. Ctrl-C ends it."""
    with _folder(data_dir) as folder:
        sys.exit(trio.run(_demo, options, folder, port, admin_port))


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    """The folder for data and config: the given one, or one that goes with the demo."""
    if given is not None:
        with leaving_with("no demo"):
            given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="anypod-demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


async def _demo(options: Options, folder: Path, port: int, admin_port: int) -> Exit:
    tools = await find_tools(options.environ)
    if isinstance(tools, Failure):
        click.echo(tools.message, err=True)
        return Exit.FAILED
    try:
        async with open_demo_site(_cache(folder), tools.ffmpeg, on_progress=_show_making) as site:
            return await _serve(options, site, folder, port, admin_port)
    except MediaNotMade as error:
        click.echo(f"the demo's media could not be made: {error}", err=True)
        return Exit.FAILED


async def _serve(options: Options, site: Site, folder: Path, port: int, admin_port: int) -> Exit:
    config = folder / "anypod.toml"
    config.write_text(
        demo_config(
            channel_url=site.channel_url,
            plugin_dir=site.plugin_dir,
            data_dir=folder / "data",
            port=port or _free_port(),
            admin_port=admin_port or _free_port(),
        ),
        encoding="utf-8",
    )
    source = ConfigSource(path=config, environ={})
    loaded = await source.read()
    if loaded.settings is None:
        raise AssertionError(f"the demo's own config is wrong: {loaded.problems}")
    names = tuple(loaded.settings.feeds)
    served = Config(source, loaded, loaded.settings)
    return await serve_config(served, options, lambda addresses: _announce(addresses, names, config))


def _free_port() -> int:
    """Give a port that is free now. A config needs its number: it is in the addresses that feeds hold.

    Should another program take it before the service does, the demo ends and says so.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _cache(folder: Path) -> Path:
    """Where the media is kept from one demo to the next, if there is such a place."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "anypod"
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError:
        return folder / "source"
    return home if os.access(home, os.W_OK) else folder / "source"


def _show_making(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    if sys.stderr.isatty():
        click.echo(f"\rMaking the demo's episodes: {done} of {total}{end}", nl=False, err=True)


def _announce(addresses: Addresses, feeds: tuple[str, ...], config: Path) -> None:
    public, admin = addresses.public[0], addresses.admin[0]
    lines = [
        "",
        "The demo is running. Episodes appear as they are fetched; one is slow, some fail, and one feed is gone.",
        "",
        f"  Dashboard  {admin}/",
        *(f"  Feed       {public}/feeds/{name}.xml" for name in feeds),
        f"  Config     {config}",
        "",
        "Ctrl-C ends it.",
        "",
    ]
    click.echo("\n".join(lines))
