"""`anypod`, its options for every command, and the exit codes: 0 fine, 1 failed, 2 wrong use or config, 3 busy."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from anypod import __version__
from anypod.cli.context import INTERRUPTED, Options
from anypod.cli.late import LateGroup
from anypod.cli.moment import MOMENT, aware
from anypod.kernel.interrupts import interrupted
from anypod.model.order import RetryErrors
from anypod.service.logs import LogFormat, configure_logs

DEFAULT_CONFIG = Path("config/anypod.toml")


class Commands(LateGroup):
    """All of them, and where they are."""

    late: Mapping[str, str] = {
        "add": "anypod.cli.add:add",
        "backup": "anypod.cli.backup:backup",
        "cancel": "anypod.cli.cancel:cancel",
        "check": "anypod.cli.check:check",
        "demo": "anypod.cli.demo:demo",
        "doctor": "anypod.cli.doctor.command:doctor",
        "health": "anypod.cli.health:health",
        "import": "anypod.cli.import_:import_",
        "opml": "anypod.cli.opml:opml",
        "restore": "anypod.cli.restore:restore",
        "retry": "anypod.cli.retry:retry",
        "serve": "anypod.cli.serve:serve",
        "submit": "anypod.cli.submit:submit",
        "sync": "anypod.cli.sync:sync",
        "watch": "anypod.cli.watch:watch",
    }

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. Ctrl-C ends it without a traceback, as a shell expects; those that serve come to an end."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno != errno.ENOSPC or error.filename is not None:
                raise
            # No path: it is what the command prints. A broken pipe click itself knows.
            raise click.ClickException(f"what it says can't be written: {error.strerror}") from error
        except BaseException as error:
            if not interrupted(error):
                raise
        raise click.exceptions.Exit(INTERRUPTED)


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
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
        from anypod.cli.serve import serve  # noqa: PLC0415 - it is by far the largest; see cli/late.py

        context.invoke(serve)


def _config_path(given: Path | None) -> Path:
    if given is not None:
        return given
    from_environment = os.environ.get("ANYPOD_CONFIG")
    return Path(from_environment) if from_environment else DEFAULT_CONFIG
