"""The runner's *examine*: full metadata of many URLs, each one's trouble its own. Fetches no media."""

from __future__ import annotations

from itertools import islice
from typing import Any

from anypod.ytdlp.addresses import Address, unpack
from anypod.ytdlp.causes import trouble_of
from anypod.ytdlp.facts import Info, facts_of, is_picture
from anypod.ytdlp.outlet import Outlet
from anypod.ytdlp.protocol import Answer, Trouble
from anypod.ytdlp.refusals import refuses_us
from anypod.ytdlp.tool import Log
from anypod.ytdlp.walk import LISTS, NothingFoundError, entries_of, resolve

UNPLAYABLE = frozenset({"is_upcoming", "is_live", "post_live"})


def examine(ydl: Any, log: Log, outlet: Outlet, urls: list[str]) -> None:
    """Answer for each URL, in this order, as far as the site will have us."""
    for url in urls:
        log.begin()
        answer = _answered(ydl, log, url)
        outlet.say(answer)
        if answer.trouble is not None and refuses_us(answer.trouble):
            return


def _answered(ydl: Any, log: Log, url: str) -> Answer:
    try:
        return _examined(ydl, log, url)
    except Exception as error:  # noqa: BLE001 - extractors raise anything, and the next item has its own luck
        return Answer(url=url, trouble=trouble_of(error))


def _examined(ydl: Any, log: Log, url: str) -> Answer:
    address = unpack(url)
    info = process(ydl, address, download=False)
    return Answer(url=url, facts=facts_of(info, address), trouble=refusal(info, log))


def process(ydl: Any, address: Address, *, download: bool) -> dict[str, Any]:
    """Extract and process one item; of a page with several media the part that the address names, else the first."""
    info = resolve(ydl, address.url)
    if info.get("_type", "video") in LISTS:
        info = _part(ydl, info, address)
    processed = ydl.process_ie_result(info, download=download)
    if not processed or processed.get("_type", "video") in LISTS:
        raise NothingFoundError(f"No single item at {address.url}")
    return dict(processed)


def _part(ydl: Any, info: dict[str, Any], address: Address) -> dict[str, Any]:
    wanted = address.part or 1
    entry = next(islice(entries_of(info), wanted - 1, None), None)
    if entry is None:
        raise NothingFoundError(f"{address.url} has no media number {wanted} any more")
    ydl.add_extra_info(entry, {"extractor": info.get("extractor"), "extractor_key": info.get("extractor_key")})
    ydl.add_default_extra_info(entry, None, info.get("webpage_url") or address.url)
    return entry


def refusal(info: Info, log: Log) -> Trouble | None:
    """Give why a processed item has nothing to play; None when it has.

    With ignore_no_formats_error an extractor's reason comes as a warning, and title and times come all the same.
    """
    if is_picture(info):
        return Trouble(message="That's a picture", expected=True, reason="picture")
    if info.get("url") or info.get("requested_formats"):
        return None
    reasons = [warning for warning in log.warnings if "Falling back on generic" not in warning]
    said = [warning for warning in reasons if not _is_consequence(warning)]
    message = (said or reasons or ["No video formats found"])[-1]
    return Trouble(message=message, expected=True, reason="live" if info.get("live_status") in UNPLAYABLE else "")


def _is_consequence(warning: str) -> bool:
    """These two follow whenever there is no format, whatever the reason."""
    return "Requested format is not available" in warning or "No video formats found" in warning
