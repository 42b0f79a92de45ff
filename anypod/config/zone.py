"""Which time zone this machine's user means. The one place that looks at TZ and /etc/localtime."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from anypod.config.problems import Problem, shown

LOCALTIME = Path("/etc/localtime")


def local_zone(environ: Mapping[str, str], localtime: Path = LOCALTIME) -> tzinfo:
    """Give the zone that TZ names, else the system's, else UTC. A TZ that names none is passed over."""
    name = environ.get("TZ", "").removeprefix(":")
    return named_zone(name) or _system_zone(Path(name) if name.startswith("/") else localtime)


def zone_problem(environ: Mapping[str, str]) -> Problem | None:
    """Say so when TZ is set and names no zone. Rules such as `CET-1CEST`, which C takes, are not understood."""
    name = environ.get("TZ", "").removeprefix(":")
    if not name or name.startswith("/") or named_zone(name):
        return None
    return Problem("TZ", None, "", shown(name), "a zone such as Europe/Berlin", "the system's is used")


def named_zone(name: str) -> tzinfo | None:
    """Give the zone of a name such as `Europe/Berlin`; None when there is no such zone."""
    name = name.removeprefix(":")
    try:
        # An absolute path, which the C library takes too, is no name to ZoneInfo: it raises ValueError.
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, LookupError):
        return None


def _system_zone(localtime: Path) -> tzinfo:
    try:
        path = localtime.resolve(strict=True)
        # By its name where it has one: then it is shown as people know it.
        _, marker, name = path.as_posix().rpartition("/zoneinfo/")
        if marker and (zone := named_zone(name)):
            return zone
        with path.open("rb") as file:
            return ZoneInfo.from_file(file, key="local time")
    except (OSError, ValueError):
        return UTC
