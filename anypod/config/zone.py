"""Which time zone this machine's user means. The one place that looks at TZ and /etc/localtime."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

LOCALTIME = Path("/etc/localtime")


def local_zone(environ: Mapping[str, str], localtime: Path = LOCALTIME) -> tzinfo:
    """Give the zone that TZ names, else the system's, else UTC. A TZ that names none is passed over."""
    return named_zone(environ.get("TZ", "")) or _system_zone(localtime)


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
