"""What every command is given, and the exit codes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path

from attrs import frozen

from anypod.model.order import RetryErrors


class Exit(IntEnum):
    """The exit codes; users' scripts and service files rely on them."""

    FINE = 0
    FAILED = 1
    WRONG = 2
    BUSY = 3


INTERRUPTED = 130
"""What shells give for a program that Ctrl-C ended."""


@frozen(kw_only=True)
class Options:
    """The options before the command.

    Attributes:
        config: where the file is.
        config_named: whether a person named it with --config; then it has to be there.
        retry: what is to be tried again at the start.
        ignore_startup_errors: whether to serve what is published although nothing can be fetched.
    """

    config: Path
    config_named: bool = False
    environ: Mapping[str, str]
    retry: RetryErrors | None = None
    ignore_startup_errors: bool = False

    @property
    def by_default(self) -> bool:
        """Whether nobody named a config, and there is none where one is looked for."""
        named = self.config_named or "ANYPOD_CONFIG" in self.environ
        return not named and not self.config.exists()
