"""How the log looks: one event a line, for people or as JSON."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from enum import StrEnum

import structlog

from anypod.kernel.unwritten import give_up_at_exit

_WIDTH = len("download_finished")
"""Of the events' names, so that what follows stands in a column."""


class LogFormat(StrEnum):
    """--log-format."""

    HUMAN = "human"
    JSON = "json"


class _Lines(structlog.WriteLogger):
    """Lines to a file. One that can't be written, on a full disk or to a reader that is gone, is no reason to end."""

    def msg(self, message: str) -> None:
        """Write and flush it, or lose it."""
        with suppress(OSError):
            super().msg(message)

    # structlog calls the level's name; the base class has bound these to a method of its own.
    debug = info = warning = error = critical = msg


def configure_logs(level: str, style: LogFormat) -> None:
    """Send structlog and the standard library's loggers to standard error.

    Args:
        level: a standard name: debug, info, warning, error.
        style: for people, coloured on a terminal (unless NO_COLOR is set); or one JSON object a line.
    """
    give_up_at_exit()
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _stamper(style),
    ]
    structlog.configure(
        processors=[*shared, *_renderers(style)],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: _Lines(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(style)],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)


def _renderers(style: LogFormat) -> list[structlog.typing.Processor]:
    if style is LogFormat.JSON:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    colors = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    return [structlog.dev.ConsoleRenderer(colors=colors, pad_event_to=_WIDTH, sort_keys=False)]


def _stamper(style: LogFormat) -> structlog.processors.TimeStamper:
    """For programs to the microsecond, in UTC; for people to the second, as the clock on the wall has it."""
    if style is LogFormat.JSON:
        return structlog.processors.TimeStamper(fmt="iso", utc=True)
    return structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False)
