"""`anypod`, its options for every command, and the exit codes: 0 fine, 1 failed, 2 wrong use or config, 3 busy."""

from __future__ import annotations

import os
from pathlib import Path

import click

from anypod import __version__
from anypod.cli.check import check
from anypod.cli.context import Options
from anypod.cli.demo import demo
from anypod.cli.serve import serve
from anypod.service.logs import LogFormat, configure_logs

DEFAULT_CONFIG = Path("config/anypod.toml")


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", "config", type=click.Path(path_type=Path), help="The config file.  [ANYPOD_CONFIG]")
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"], case_sensitive=False),
    default="info",
    show_default=True,
)
@click.option(
    "--log-format", type=click.Choice([style.value for style in LogFormat]), default="human", show_default=True
)
@click.version_option(__version__, "--version", message="anypod %(version)s")
@click.pass_context
def main(context: click.Context, config: Path | None, log_level: str, log_format: str) -> None:
    """Turn anything that yt-dlp can read into podcast feeds.

    Without a command it serves.
    """
    configure_logs(log_level, LogFormat(log_format))
    context.obj = Options(config=_config_path(config), environ=os.environ)
    if context.invoked_subcommand is None:
        context.invoke(serve)


def _config_path(given: Path | None) -> Path:
    if given is not None:
        return given
    from_environment = os.environ.get("ANYPOD_CONFIG")
    return Path(from_environment) if from_environment else DEFAULT_CONFIG


for command in (serve, check, demo):
    main.add_command(command)
