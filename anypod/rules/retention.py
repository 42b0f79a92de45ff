"""Which downloads a feed lets go: since, then keep_days, then keep_last. Pinned ones stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from anypod.model.download import Download, Status
from anypod.model.mutation import ArchiveDownload
from anypod.model.settings import FeedSettings
from anypod.rules.judgement import competes, too_old
from anypod.rules.order import rank
from anypod.rules.placement import KEPT
from anypod.rules.reasons import Grounds, outside_keep_last

_MAY_GO = KEPT | {Status.ERROR, Status.UPCOMING}


def let_go(catalogue: Iterable[Download], settings: FeedSettings, now: datetime) -> tuple[ArchiveDownload, ...]:
    """Give the rows to archive, each with its reason. Applying the answer and asking again gives nothing more.

    keep_last counts what is downloaded or wanted, and what only the quota let go, never what failed or is upcoming; and
    it judges only rows whose date is known, since the place of any other is not. A file whose place is taken by an
    item that has yet to be fetched stays until that one is there: a fetch that fails must not leave a feed with less.
    """
    everything = tuple(catalogue)
    rows = [row for row in everything if row.status in _MAY_GO and not row.pinned]
    old = {row.id: grounds for row in rows if (grounds := too_old(row, settings, now)) is not None}
    surplus = {} if not settings.keep_last else _surplus(everything, settings, now)
    found = old | surplus
    return tuple(
        ArchiveDownload(feed=row.feed, id=row.id, reason=found[row.id].reason, ruling=found[row.id].ruling, at=now)
        for row in rows
        if row.id in found
    )


def _surplus(rows: Iterable[Download], settings: FeedSettings, now: datetime) -> dict[str, Grounds]:
    competing = [row for row in rows if competes(row, settings, now)]
    newest_first = sorted(competing, key=lambda row: rank(row, settings.date), reverse=True)
    placed, beyond = newest_first[: settings.keep_last], newest_first[settings.keep_last :]
    awaited = sum(row.status is Status.QUEUED for row in placed)
    standing_in = {row.id for row in [row for row in beyond if row.status is Status.DOWNLOADED][:awaited]}
    grounds = outside_keep_last(settings.keep_last)
    return {row.id: grounds for row in beyond if row.id not in standing_in}
