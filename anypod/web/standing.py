"""How the service as a whole stands, beside its feeds: paused sites, the disk, the config."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import field, frozen

from anypod.config.problems import Problem
from anypod.model.settings import DownloadsSettings


@frozen(kw_only=True)
class PausedSite:
    """A site that refused us, and until when it is left alone."""

    site: str
    until: datetime
    message: str


@frozen(kw_only=True)
class DiskState:
    """Whether downloads wait for room on the disk; `message` says what there is, and is null while they don't."""

    low: bool = False
    message: str | None = None


@frozen(kw_only=True)
class ConfigProblem:
    """One mistake, with its place: a file and a line, an environment variable, or an option."""

    file: str
    line: int | None
    key: str
    found: str
    allowed: str
    message: str | None


@frozen(kw_only=True)
class ConfigState:
    """What is wrong with the config as it lies on the disk, and the edited keys that act after a restart."""

    problems: tuple[ConfigProblem, ...] = ()
    needs_restart: tuple[str, ...] = ()


@frozen(kw_only=True)
class Standing:
    """All of it; `concurrency` is how many downloads may run at once. The default is a service that is well."""

    paused: tuple[PausedSite, ...] = ()
    disk: DiskState = field(factory=DiskState)
    config: ConfigState = field(factory=ConfigState)
    concurrency: int = DownloadsSettings().concurrency


def shown(problem: Problem) -> ConfigProblem:
    """Give a problem as it is told to clients."""
    return ConfigProblem(
        file=problem.file,
        line=problem.line,
        key=problem.key,
        found=problem.found,
        allowed=problem.allowed,
        message=problem.message,
    )


def disk_state(low: str | None) -> DiskState:
    """Give the disk's state; `low` says why no download starts, None for that they do."""
    return DiskState(low=low is not None, message=low)


def config_state(problems: Iterable[Problem], needs_restart: Iterable[str]) -> ConfigState:
    """Give the config's state."""
    return ConfigState(problems=tuple(map(shown, problems)), needs_restart=tuple(needs_restart))
