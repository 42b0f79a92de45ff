"""Which of an item's subtitles is taken for its transcript. Pure, and stdlib only: yt-dlp's runner imports it.

Machines' translations are never taken: they are guesses at a guess, and sites refuse those who fetch them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CREATOR, AUTO = "creator", "auto"
"""Who wrote them; as the config says it."""
READABLE = ("vtt", "srt", "ttml", "dfxp", "tt")
"""Forms that can be read, the best first. Others (json3, srv1, …) hold less, or nothing for people.

None needs ffmpeg, which would go by a file's content, and follow what that refers to.
"""
_BASE = re.compile(r"[a-z]{2,3}")
_REGION = re.compile(r"[a-z]{2}|[0-9]{3}|[a-z]{4}", re.IGNORECASE)
"""A country, a part of the world, or a script."""
_ORIGINAL = "orig"
"""YouTube's mark of what a machine heard, among its own translations of that."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One set of subtitles that a source offers.

    Attributes:
        key: yt-dlp's name of it: a language, often with more.
        source: creator or auto.
        exts: the forms in which it can be had.
        translated: its address says that a machine translates it.
    """

    key: str
    source: str
    exts: tuple[str, ...]
    translated: bool = False


def choose(offers: Sequence[Offer], lang: str, sources: Sequence[str]) -> Offer | None:
    """Give the offer to take, or None.

    "en" takes en, else one of a region (en-GB, en-US), else en-orig, else any other English. "en-GB" takes en-GB, else
    en or en-orig. Which source there is comes before how well the language fits.

    Args:
        offers: in any order, which doesn't matter.
        lang: a language, such as "en" or "pt-BR".
        sources: the wanted ones, the best first.
    """
    originals = frozenset(_parts(one.key)[0] for one in offers if one.source == AUTO and _is_marked(one))
    for source in sources:
        ranked = [
            (rank, one.key, one)
            for one in offers
            if one.source == source
            and form_of(one) is not None
            and not _is_translated(one, originals)
            and (rank := _rank(one.key, lang)) is not None
        ]
        if ranked:
            return min(ranked, key=lambda found: found[:2])[2]
    return None


def form_of(offer: Offer) -> str | None:
    """Give the best form of an offer that can be read; None for no such."""
    return next((ext for ext in READABLE if ext in offer.exts), None)


def language_of(key: str) -> str:
    """Give the language as feeds have it: "en-orig" is "en", "EN_us" is "en-US", a track's own id is no part of it."""
    base, *rest = _parts(key)
    kept = [_cased(one) for one in rest if _REGION.fullmatch(one) and one != _ORIGINAL]
    return "-".join([base, *kept])


def _cased(part: str) -> str:
    return part.title() if len(part) == 4 else part.upper()


def _rank(key: str, lang: str) -> int | None:
    """How well a key fits a wish: 0 is best, None not at all."""
    have, want = _parts(key), _parts(lang)
    if have == want:
        return 0
    if not _BASE.fullmatch(have[0]) or have[0] != want[0]:
        return None
    if len(want) > 1:
        return {(): 1, (_ORIGINAL,): 2}.get(have[1:])
    if have[1:] == (_ORIGINAL,):
        return 2
    return 1 if all(map(_REGION.fullmatch, have[1:])) else 3


def _is_translated(offer: Offer, originals: Iterable[str]) -> bool:
    """Where a machine's originals are marked, whatever else it offers is translated."""
    strange = bool(originals) and _parts(offer.key)[0] not in originals
    return offer.source == AUTO and (offer.translated or strange)


def _is_marked(offer: Offer) -> bool:
    return _parts(offer.key)[-1] == _ORIGINAL


def _parts(key: str) -> tuple[str, ...]:
    return tuple(key.lower().replace("_", "-").split("-"))
