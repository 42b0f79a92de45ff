"""`anypod check`: says everything that is wrong with the config, and nothing else."""

from __future__ import annotations

import sys

import click
import trio

from anypod.cli.context import Exit, Options
from anypod.service.config import ConfigSource


@click.command(short_help="Tell everything that is wrong with the config.")
@click.pass_obj
def check(options: Options) -> None:
    """Check the config file; exit code 2 and every error when something is wrong."""
    loaded = trio.run(ConfigSource(path=options.config, environ=options.environ).read)
    for problem in loaded.problems:
        click.echo(str(problem), err=True)
    if loaded.problems or loaded.settings is None:
        sys.exit(Exit.WRONG)
    feeds = len(loaded.settings.feeds)
    click.echo(f"{options.config}: fine, {feeds} feed{'' if feeds == 1 else 's'}")
