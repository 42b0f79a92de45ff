"""`anypod serve`: runs the service until it is told to stop."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click
import structlog
import trio

from anypod.cli.context import Exit, Options
from anypod.cli.first_config import write_first_config
from anypod.cli.words import in_words
from anypod.config.zone import local_zone
from anypod.media.tools import Tools, find_tools
from anypod.model.failure import Failure
from anypod.service.config import ConfigSource
from anypod.service.lock import DataDirLocked
from anypod.service.run import Config, Start, run
from anypod.service.web import Addresses
from anypod.store.store import ForeignDatabase, SchemaTooNew
from anypod.web.server.listening import BindFailed

_NO_TOOLS = Tools(ffmpeg=Path("ffmpeg"), ffprobe=Path("ffprobe"))
"""Names that nothing is called by while no feed runs."""

log = structlog.get_logger(__name__)


@click.command()
@click.pass_obj
def serve(options: Options) -> None:
    """Serve feeds, and keep them up to date (the default)."""
    sys.exit(trio.run(_serve, options))


async def _serve(options: Options) -> Exit:
    source = ConfigSource(path=options.config, environ=options.environ)
    if not options.config_named and not options.config.exists() and write_first_config(options.config):
        log.warning("config_written", path=str(options.config), note="add a feed to it; it acts as soon as it is saved")
    loaded = await source.read()
    for problem in loaded.problems:
        log.error("config_problem", problem=str(problem))
    settings = loaded.settings or (loaded.fallback if options.ignore_startup_errors else None)
    if settings is None:
        return Exit.WRONG
    return await serve_config(Config(source, loaded, settings), options)


async def serve_config(
    config: Config, options: Options, started: Callable[[Addresses], None] = lambda _addresses: None
) -> Exit:
    """Run the service; the ends that are to be expected become exit codes."""
    tools = await find_tools(options.environ)
    if isinstance(tools, Failure):
        log.error("tools_missing", reason=tools.message)
        if not options.ignore_startup_errors:
            return Exit.FAILED
    start = Start(retry=options.retry, idle=isinstance(tools, Failure) or config.loaded.settings is None)
    if start.idle:
        log.warning("idle", note="what is published is served; nothing is fetched until a start without these errors")
    try:
        used = _NO_TOOLS if isinstance(tools, Failure) else tools
        await run(config, used, local_zone(options.environ), start=start, started=started)
    except (BindFailed, DataDirLocked) as error:
        log.error("busy", reason=str(error))  # noqa: TRY400 - the reason is whole; a traceback would hide it
        return Exit.BUSY
    except (SchemaTooNew, ForeignDatabase) as error:
        log.error("database_refused", reason=str(error))  # noqa: TRY400 - as above
        return Exit.FAILED
    except OSError as error:
        log.error("cannot_start", reason=in_words(error))  # noqa: TRY400 - as above
        return Exit.FAILED
    return Exit.FINE
