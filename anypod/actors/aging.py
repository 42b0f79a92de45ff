"""Reads downloads anew that are old enough, as part of a sync; what fails changes nothing and is asked next time."""

from __future__ import annotations

from collections.abc import Sequence

from anypod.actors.desk import Desk
from anypod.actors.examine import by_call
from anypod.actors.pictures import picture_item
from anypod.actors.replace import replace
from anypod.actors.transcripts import transcribe
from anypod.model.download import Download
from anypod.model.mutation import RecordExamined
from anypod.model.source import Details, Examined
from anypod.rules.aging import aged
from anypod.rules.segments import same_cuts, wanted_cuts
from anypod.rules.site import site_of


async def refresh_aged(desk: Desk) -> None:
    """Bring title, description, chapters, segments, picture and transcript of aged downloads up to the source.

    A file stays, unless other parts of it are to be cut out now: then the item is fetched anew, and keeps its place in
    the feed and its address. Cancellation keeps what has been read.
    """
    rows = aged(await desk.parts.catalogue.known(desk.feed), desk.settings, desk.now())
    for together in by_call(rows[: desk.settings.examine_limit]):
        await _read(desk, together)


async def _read(desk: Desk, rows: Sequence[Download]) -> None:
    found: dict[str, Examined] = {}

    async def take(examined: Examined) -> None:
        found[examined.url] = examined

    site = site_of(rows[0].source_url)
    async with desk.parts.turns.turn(site) as refusal:
        if refusal is not None:
            return
        began = desk.now()
        urls = tuple(row.source_url for row in rows)
        failure = await desk.parts.source.examine(desk.settings_for(rows[0]), urls, take)
        refused = next((one for one in found.values() if one.failure is not None and one.failure.whole_site), None)
        row = None if refused is None else next(row for row in rows if row.source_url == refused.url)
        await desk.heard(site, began, failure if refused is None else refused.failure, row)
    for row in rows:
        if (examined := found.get(row.source_url)) is not None and examined.failure is None:
            await _record(desk, row, examined)
            await transcribe(desk, row)


async def _record(desk: Desk, row: Download, examined: Examined) -> None:
    if examined.details is None:
        return
    if _is_cut_otherwise(desk, row, examined.details):
        await replace(desk, row)
        return
    await desk.pen.write(RecordExamined(feed=row.feed, id=row.id, details=examined.details, status=None, at=desk.now()))
    await picture_item(desk, row, examined.details.thumbnail_url)


def _is_cut_otherwise(desk: Desk, row: Download, details: Details) -> bool:
    if details.segments is None:
        return False
    return not same_cuts(wanted_cuts(details.segments, desk.settings.sponsorblock), row.cuts)
