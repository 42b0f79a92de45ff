"""`anypod`, its options for every command, and the exit codes: 0 fine, 1 failed, 2 wrong use or config, 3 busy."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from anypod import __version__
from anypod.cli.add import add
from anypod.cli.backup import backup
from anypod.cli.cancel import cancel
from anypod.cli.check import check
from anypod.cli.context import Options
from anypod.cli.demo import demo
from anypod.cli.doctor.command import doctor
from anypod.cli.health import health
from anypod.cli.import_ import import_
from anypod.cli.moment import MOMENT, aware
from anypod.cli.opml import opml
from anypod.cli.restore import restore
from anypod.cli.retry import retry
from anypod.cli.serve import serve
from anypod.cli.submit import submit
from anypod.cli.sync import sync
from anypod.cli.watch import watch
from anypod.model.order import RetryErrors
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
@click.option(
    "--ignore-startup-errors",
    is_flag=True,
    help="Serve the feeds and files that are there although ffmpeg is missing, or [defaults], [downloads], [ytdlp] or "
    "[hooks] is wrong; nothing is fetched until that is put right and anypod restarted. A feed that is wrong is left "
    "out in any case. Anything else (other sections, the database, a port in use) still ends the start.",
)
@click.option("--retry-failed", is_flag=True, help="When the feeds start, queue again what failed for good.")
@click.option(
    "--newer-than",
    type=MOMENT,
    metavar="DATE",
    help="With --retry-failed: only what failed after this moment, local time (2026-01-31 or 2026-01-31T18:00:00).",
)
@click.version_option(__version__, "--version", message="anypod %(version)s")
@click.pass_context
def main(
    context: click.Context,
    *,
    config: Path | None,
    log_level: str,
    log_format: str,
    ignore_startup_errors: bool,
    retry_failed: bool,
    newer_than: datetime | None,
) -> None:
    """Turn anything that yt-dlp can read into podcast feeds.

    Without a command it serves.
    """
    configure_logs(log_level, LogFormat(log_format))
    if newer_than is not None and not retry_failed:
        raise click.UsageError("--newer-than is about --retry-failed, which is missing")
    context.obj = Options(
        config=_config_path(config),
        config_named=config is not None,
        environ=os.environ,
        retry=RetryErrors(aware(newer_than)) if retry_failed else None,
        ignore_startup_errors=ignore_startup_errors,
    )
    if context.invoked_subcommand is None:
        context.invoke(serve)


def _config_path(given: Path | None) -> Path:
    if given is not None:
        return given
    from_environment = os.environ.get("ANYPOD_CONFIG")
    return Path(from_environment) if from_environment else DEFAULT_CONFIG


for command in (
    serve,
    check,
    doctor,
    demo,
    health,
    backup,
    restore,
    sync,
    add,
    submit,
    retry,
    cancel,
    opml,
    watch,
    import_,
):
    main.add_command(command)
