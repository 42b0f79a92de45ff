"""Adds what is at a URL to a manual feed: one list call, then rows; examining and fetching follow as for any row."""

from __future__ import annotations

from attrs import evolve

from anypod.actors.desk import Desk
from anypod.model.failure import Failure, FailureKind
from anypod.model.order import Answer, Refused, Submit, Submitted, SubmittedItem
from anypod.model.source import Listing
from anypod.rules.site import site_of
from anypod.rules.submission import first_entries, ids_of, refusal, submitted
from anypod.ytdlp.userargs import check

_EMPTY = Failure(kind=FailureKind.GONE, message="nothing that can be fetched was found at this address")


async def submit(order: Submit, desk: Desk) -> Answer:
    """List the URL and add its first `examine_limit` entries. It takes no turn at the site, as in `refresh`.

    A list that is cut short adds what it has, and the answer carries its failure; one that has nothing is answered by
    its failure alone.

    Cancellation ends yt-dlp; rows are added all at once or not at all.

    Raises:
        WriteFailed: the catalogue couldn't be written.
    """
    refused = refusal(order, desk.settings) or await _refused_args(order, desk)
    if refused is not None:
        return refused
    settings = evolve(desk.settings, yt_args=(*desk.settings.yt_args, *order.yt_args))
    began = desk.now()
    listing = await desk.parts.source.list(settings, order.url)
    await desk.heard(site_of(order.url), began, listing.failure)
    listing = first_entries(listing, settings.examine_limit)
    if not listing.entries:
        return listing.failure or _EMPTY
    return await _add(order, listing, desk)


async def _refused_args(order: Submit, desk: Desk) -> Refused | None:
    problems = await check(order.yt_args, desk.parts.source)
    told = "; ".join(" ".join(filter(None, (one.option, one.why, one.instead))) for one in problems)
    return Refused(None, f"yt_args: {told}") if problems else None


async def _add(order: Submit, listing: Listing, desk: Desk) -> Answer:
    before = {row.id: row for row in await desk.parts.catalogue.known(desk.feed)}
    await desk.pen.write(*submitted(order, listing, before, desk.settings, desk.now()))
    after = {row.id: row for row in await desk.parts.catalogue.known(desk.feed)}
    items = tuple(SubmittedItem(after[one], new=one not in before) for one in ids_of(listing))
    return Submitted(items, listing.failure)
