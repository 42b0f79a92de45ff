"""Adds up how far the formats of one item are. Stdlib only; knows yt-dlp's progress dicts by their keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anypod.ytdlp.protocol import Moved


class Totals:
    """Bytes over all formats: yt-dlp counts each from zero to its own total."""

    def __init__(self) -> None:
        self._done: dict[str, int] = {}
        self._total: dict[str, int | None] = {}

    def expect(self, formats: Mapping[str, int | None]) -> None:
        """Say what will be fetched: format → bytes, as far as they are known."""
        self._total = dict(formats)

    def add(self, status: Mapping[str, Any]) -> Moved:
        """Take one call of a progress hook, and give the whole."""
        key = str((status.get("info_dict") or {}).get("format_id"))
        done = int(status.get("downloaded_bytes") or 0)
        total = status.get("total_bytes") or status.get("total_bytes_estimate")
        if status.get("status") == "finished":
            total = done = int(status.get("total_bytes") or done)
        self._done[key] = done
        self._total[key] = int(total) if total else self._total.get(key)
        return self._moved(status)

    def _moved(self, status: Mapping[str, Any]) -> Moved:
        done, total, speed = sum(self._done.values()), self._sum(), status.get("speed")
        # yt-dlp's own eta is that of one format.
        eta = max(total - done, 0) / speed if total and speed else status.get("eta")
        return Moved(phase="downloading", done=done, total=total, speed=speed, eta=eta)

    def _sum(self) -> int | None:
        sizes = [size for size in self._total.values() if size is not None]
        return max(sum(sizes), sum(self._done.values())) if len(sizes) == len(self._total) else None
