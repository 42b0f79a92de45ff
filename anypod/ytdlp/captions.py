"""The runner's *caption*: the one set of an item's subtitles that is wanted, into a folder. Fetches no media."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from yt_dlp.utils import ISO639Utils, dfxp2srt  # type: ignore[import-untyped] # yt-dlp has no annotations

from anypod.rules.captions import AUTO, CREATOR, Offer, choose, form_of, language_of
from anypod.ytdlp.addresses import unpack
from anypod.ytdlp.causes import trouble_of
from anypod.ytdlp.facts import Info, facts_of
from anypod.ytdlp.items import process, refusal
from anypod.ytdlp.outlet import Outlet
from anypod.ytdlp.protocol import Answer, Request, Trouble
from anypod.ytdlp.tool import Log, open_tool

_KINDS = {CREATOR: "subtitles", AUTO: "automatic_captions"}
_XML = frozenset({"ttml", "dfxp", "tt"})
_TRANSLATED = "tlang="
"""What YouTube's addresses of translations say."""


class Captioner:
    """One caption call."""

    def __init__(self, outlet: Outlet, log: Log, request: Request) -> None:
        self._outlet = outlet
        self._log = log
        self._request = request
        self._taken: Offer | None = None
        self._requested: dict[str, dict[str, Any]] = {}
        self._ydl = open_tool(request.args, log, match_filter=self._gate)
        _skip_translations(self._ydl.params)

    def run(self) -> None:
        """Fetch what is wanted and say which it is; an answer without a path is that there is none."""
        with self._ydl:
            self._outlet.say(self._answer())

    def _answer(self) -> Answer:
        self._log.begin()
        (url,) = self._request.urls
        address = unpack(url)
        try:
            info = process(self._ydl, address, download=True)
        except Exception as error:  # noqa: BLE001 - extractors, downloaders and postprocessors raise anything
            return Answer(url=url, trouble=trouble_of(error))
        facts = facts_of(info, address)
        if self._taken is None:
            # An item that can't be had any more may still have a page, without its subtitles.
            return Answer(url=url, facts=facts, trouble=refusal(info, self._log) or withheld(self._log.warnings))
        language = language_of(self._taken.key)
        try:
            path = _readable(Path(self._requested[language]["filepath"]))
        except (KeyError, OSError, ValueError, SyntaxError) as error:
            return Answer(url=url, facts=facts, trouble=trouble_of(error))
        return Answer(url=url, facts=facts, path=str(path), lang=language, source=self._taken.source)

    def _gate(self, info: dict[str, Any], *, incomplete: object = False) -> str | None:
        """yt-dlp's match_filter, and the last word before subtitles are written: which, this says instead of yt-dlp."""
        if incomplete is not False:
            return None
        found = {(offer.source, offer.key): (offer, forms) for offer, forms in _offered(info)}
        self._taken = choose([offer for offer, _ in found.values()], self._request.lang, tuple(self._request.sources))
        if self._taken is not None:
            _, forms = found[self._taken.source, self._taken.key]
            # Under a name of ours: it becomes part of a file's name, and a site may call its subtitles anything.
            self._requested = {language_of(self._taken.key): dict(_best(forms, form_of(self._taken)))}
        info["requested_subtitles"] = self._requested
        return None


def _skip_translations(params: dict[str, Any]) -> None:
    """YouTube's are a hundred for each set of subtitles. An option of ours would take away a person's for YouTube."""
    own = params.setdefault("extractor_args", {}).setdefault("youtube", {})
    own["skip"] = [*own.get("skip", ()), "translated_subs"]


def withheld(warnings: Sequence[str]) -> Trouble | None:
    """Give why subtitles that there are can't be had: to some who ask YouTube says only that there are some."""
    said = [warning for warning in warnings if "missing subtitles" in warning and "PO token" in warning]
    return Trouble(message=said[-1], expected=True, reason="withheld") if said else None


def _offered(info: Info) -> Iterator[tuple[Offer, Sequence[Mapping[str, Any]]]]:
    for source, kind in _KINDS.items():
        for key, forms in (info.get(kind) or {}).items():
            exts = tuple(str(form.get("ext")) for form in forms)
            translated = any(_TRANSLATED in str(form.get("url")) for form in forms)
            yield Offer(key=_short(str(key)), source=source, exts=exts, translated=translated), forms


def _short(key: str) -> str:
    """Some sites say "eng", which nobody means when they say "en"."""
    base, dash, rest = key.partition("-")
    return f"{ISO639Utils.long2short(base) or base}{dash}{rest}" if len(base) == 3 else key


def _readable(path: Path) -> Path:
    """TTML is XML, which yt-dlp makes SubRip of. SyntaxError where it's none."""
    if path.suffix[1:] not in _XML:
        return path
    made = path.with_suffix(".srt")
    made.write_text(dfxp2srt(path.read_bytes()), "utf-8")
    return made


def _best(forms: Sequence[Mapping[str, Any]], ext: str | None) -> Mapping[str, Any]:
    return next(form for form in reversed(forms) if form.get("ext") == ext)
