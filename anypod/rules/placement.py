"""Which of the newly listed items are wanted, as far as a flat list can tell; the rest is archived with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve

from anypod.model.download import Download, Ruling, Status
from anypod.model.settings import FeedSettings
from anypod.rules.order import rank
from anypod.rules.reasons import Grounds, before_since, outside_keep_last

KEPT = frozenset({Status.QUEUED, Status.DOWNLOADED})
"""The statuses that keep_last counts."""


def takes_place(row: Download) -> bool:
    """Whether a row takes one of the places of keep_last.

    A pinned one stays beside them. One that the quota let go still takes its own: were it given to an older one, that
    one would be fetched to be let go by the quota in its turn, and so the whole backlog.
    """
    if row.status is Status.ARCHIVED:
        return row.ruling is Ruling.QUOTA
    return row.status in KEPT and not row.pinned


def placed(
    fresh: Sequence[Download],
    known: Mapping[str, Download],
    ordered: Sequence[Sequence[str]],
    settings: FeedSettings,
) -> tuple[Download, ...]:
    """Give the new rows, those that can't be wanted turned to archived.

    Args:
        fresh: new rows, as queued, upcoming or error.
        known: the catalogue without them.
        ordered: for each list that is newest first by its nature (a channel's tab), all its ids in order.
        settings: the feed's.

    A date that the list gave decides; else the place in a list that is ordered by nature; else nothing can be told
    and the item stays queued until it has been examined. The order of any other list means nothing.
    """
    candidates = [row for row in fresh if row.status is Status.QUEUED]
    dated = _dated(candidates, known, settings)
    by_place = _by_place(candidates, known, ordered, settings)
    return tuple(_archived(row, dated, by_place, settings) for row in fresh)


def _archived(row: Download, dated: frozenset[str], by_place: frozenset[str], settings: FeedSettings) -> Download:
    if row.status is not Status.QUEUED:
        return row
    if row.published is not None and settings.since is not None and row.published < settings.since:
        return _set_aside(row, before_since(row.published, settings.since))
    if row.id in dated or row.id in by_place:
        return _set_aside(row, outside_keep_last(settings.keep_last))
    return row


def _set_aside(row: Download, grounds: Grounds) -> Download:
    return evolve(row, status=Status.ARCHIVED, reason=grounds.reason, ruling=grounds.ruling)


def _dated(candidates: Sequence[Download], known: Mapping[str, Download], settings: FeedSettings) -> frozenset[str]:
    """The candidates with a date that keep_last leaves out."""
    if not settings.keep_last:
        return frozenset()
    kept = [row for row in known.values() if takes_place(row) and _has_date(row)]
    fresh = [row for row in candidates if _has_date(row)]
    newest_first = sorted(kept + fresh, key=lambda row: rank(row, settings.date), reverse=True)
    fresh_ids = {row.id for row in fresh}
    return frozenset(row.id for row in newest_first[settings.keep_last :] if row.id in fresh_ids)


def _by_place(
    candidates: Sequence[Download],
    known: Mapping[str, Download],
    ordered: Sequence[Sequence[str]],
    settings: FeedSettings,
) -> frozenset[str]:
    """The candidates without a date that have keep_last kept ones above them in their own list."""
    if not settings.keep_last:
        return frozenset()
    undated = {row.id for row in candidates if not _has_date(row)}
    wanted: set[str] = set()
    listed: set[str] = set()
    for ids in ordered:
        above = 0
        for id_ in ids:
            is_kept = id_ in known and takes_place(known[id_])
            if id_ in undated and above < settings.keep_last:
                wanted.add(id_)
            above += is_kept or id_ in wanted
        listed.update(ids)
    return frozenset((undated & listed) - wanted)


def _has_date(row: Download) -> bool:
    return row.published is not None or row.about is not None
