"""Gives a command the running service that it is about, and the options that say which."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import Concatenate, ParamSpec
from urllib.parse import quote

import click

from anypod.cli.context import Options
from anypod.cli.place import URL_VARIABLE, Place, find_place

P = ParamSpec("P")


def on_service(command: Callable[Concatenate[Place, P], None]) -> Callable[..., None]:
    """Add --server and --token-file to a command, whose first argument becomes the service's place."""

    def find(
        options: Options, /, server: str | None, token_file: Path | None, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        command(find_place(options, server, token_file), *args, **kwargs)

    update_wrapper(find, command)
    passed = click.option(
        "--token-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Holds the admin token. Else it is ANYPOD_SERVER_ADMIN_TOKEN, the config's, or the one in data_dir.",
    )(click.pass_obj(find))
    return click.option(
        "--server",
        metavar="URL",
        help=f"Where the service's admin is, such as http://nas.lan:8001; else as the config has it.  [{URL_VARIABLE}]",
    )(passed)


def feed_path(feed: str, *rest: str) -> str:
    """Give a path of the API below a feed; each part is encoded."""
    return "/".join(["/api/feeds", *(quote(part, safe="") for part in (feed, *rest))])


def examples(*lines: str) -> str:
    """Give an epilog of a command's help: lines to type, which click leaves as they are."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
