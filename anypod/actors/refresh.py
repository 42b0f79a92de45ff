"""Reads one item's metadata anew because a person asked, whatever its status; its file's facts stay."""

from __future__ import annotations

from anypod.actors.curate import answered
from anypod.actors.desk import Desk
from anypod.actors.pictures import picture_item
from anypod.actors.transcripts import look_up
from anypod.model.download import Download, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.mutation import RecordExamined
from anypod.model.order import Answer, NotFound, Refresh
from anypod.model.source import Details, Examined
from anypod.rules.judgement import answer_of, judge
from anypod.rules.site import site_of

_UNANSWERED = Failure(kind=FailureKind.TRANSIENT, message="yt-dlp said nothing about this item")


async def refresh(order: Refresh, desk: Desk) -> Answer:
    """Ask the source once. A failure is the answer and changes nothing.

    It takes no turn at the site, for a turn may last as long as a fetch: a person's look is one request more, and of
    one feed never two at once.

    Cancellation ends yt-dlp.

    Raises:
        WriteFailed: the catalogue couldn't be written.
    """
    row = await desk.parts.catalogue.download(desk.feed, order.id)
    if row is None:
        return NotFound()
    details = await _details(desk, row)
    if isinstance(details, Failure):
        return details
    answer = await answered(desk, row, await desk.pen.write(await _verdict(desk, row, details)))
    if row.status is Status.DOWNLOADED:
        await picture_item(desk, row, details.thumbnail_url)
        await look_up(desk, row)
    return answer


async def _details(desk: Desk, row: Download) -> Details | Failure:
    found: list[Examined] = []

    async def take(examined: Examined) -> None:
        found.append(examined)

    began = desk.now()
    failure = await desk.parts.source.examine(desk.settings_for(row), (row.source_url,), take)
    said = next((one.failure for one in found if one.failure is not None), failure)
    await desk.heard(site_of(row.source_url), began, said, row)
    for examined in found:
        if (details := answer_of(examined)) is not None:
            return details
        failure = examined.failure or failure
    return failure or _UNANSWERED


async def _verdict(desk: Desk, row: Download, details: Details) -> RecordExamined:
    """What waits to be judged is judged, since it counts as examined from now on; of any other it is news alone."""
    waiting = row.status is Status.UPCOMING or (row.status is Status.QUEUED and row.examined_at is None)
    if waiting:
        rows = await desk.parts.catalogue.known(desk.feed)
        return judge(row, details, rows, desk.settings, desk.now())
    return RecordExamined(feed=row.feed, id=row.id, details=details, status=None, at=desk.now())
