"""yt-dlp's view of the loopback site: channels with tabs, playlists, watch pages, shorts. Loaded by yt-dlp alone.

It answers for no address but http://127.0.0.1:PORT/anypod-site/…, and asks only the site itself.
"""
# ruff: noqa: INP001 - yt-dlp finds plugins in namespace packages, which must have no __init__.py

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator
from typing import Any

from yt_dlp.extractor.common import InfoExtractor  # type: ignore[import-untyped]  # yt-dlp ships no types
from yt_dlp.utils import ExtractorError  # type: ignore[import-untyped]  # yt-dlp ships no types

Info = dict[str, Any]
_SITE = r"(?P<base>http://127\.0\.0\.1:\d+/anypod-site)"
_LIST = r"/(?:(?P<handle>@[^/?#]+)(?:/(?P<tab>\w+))?/?$|(?:playlist|watch)\?(?:[^#]*&)?list=(?P<list>[^&#]+))"
_ONLY_OURS = {"refusal", "countries", "avatar", "channel_description", "entries", "next", "tabs", "alert"}


# Its name doesn't end in IE: yt-dlp would register it as an extractor without a URL, and break on every address.
class _Site(InfoExtractor):  # type: ignore[misc]  # an untyped base
    def _ask(self, url: str, name: str, what: str, **query: str) -> Info:
        base = self._match_valid_url(url).group("base")
        document: Info = self._download_json(
            f"{base}/data/{what}", name, "Downloading API JSON", "Unable to download API page", query=query
        )
        return document


class AnypodSiteIE(_Site):
    """One watch page or short."""

    _VALID_URL = _SITE + r"/(?:watch\?(?:[^#]*&)?v=|shorts/)(?P<id>[^&#/?]+)"
    _RETURN_TYPE = "video"  # without it, match filters are not applied to the entries of a flat list

    @classmethod
    def suitable(cls, url: str) -> bool:
        """Leave a watch page within a list to the other class."""
        return not AnypodSiteTabIE.suitable(url) and bool(super().suitable(url))

    def _real_extract(self, url: str) -> Info:
        video_id = urllib.parse.unquote(self._match_id(url))
        document = self._ask(url, video_id, "watch", v=video_id)
        if reason := document.get("refusal"):
            self._refuse(reason, document.get("countries"))
        # A refused page may be nothing but its reason; any other without formats or a title is beyond us: a KeyError.
        known: Info = {"title": None, "formats": []} if reason else {}
        info = {**known, **{key: value for key, value in document.items() if key not in _ONLY_OURS}}
        return {**info, "id": video_id, "title": info["title"], "formats": info["formats"]}

    def _refuse(self, reason: str, countries: list[str] | None) -> None:
        if countries:
            self.raise_geo_restricted(reason, countries, metadata_available=True)
        self.raise_no_formats(reason, expected=True)


class AnypodSiteTabIE(_Site):
    """A channel, one of its tabs, or a playlist."""

    IE_NAME = "AnypodSite:tab"
    _VALID_URL = _SITE + _LIST
    _RETURN_TYPE = "playlist"

    def _real_extract(self, url: str) -> Info:
        match = self._match_valid_url(url)
        if match.group("list"):
            return self._playlist(url, urllib.parse.unquote(match.group("list")))
        handle, tab = urllib.parse.unquote(match.group("handle")), match.group("tab")
        return self._shelf(url, f"{handle}/{tab}") if tab else self._channel(url, handle)

    def _playlist(self, url: str, list_id: str) -> Info:
        video_id = urllib.parse.parse_qs(urllib.parse.urlparse(url).query).get("v", [""])[0]
        if self._yes_playlist(list_id, video_id):
            return self._shelf(url, list_id)
        base = self._match_valid_url(url).group("base")
        single: Info = self.url_result(f"{base}/watch?v={urllib.parse.quote(video_id)}", AnypodSiteIE, video_id)
        return single

    def _channel(self, url: str, handle: str) -> Info:
        document = self._ask(url, handle, "list", of=handle)
        # Extracted here, as the tabs of a YouTube channel are: a flat list must still give every id.
        tabs = [self._shelf(url, f"{handle}/{tab}") for tab in document["tabs"]]
        if len(tabs) == 1:
            return tabs[0]
        whole: Info = self.playlist_result(tabs, handle, **_about(document))
        return whole

    def _shelf(self, url: str, name: str) -> Info:
        first = self._ask(url, name, "list", of=name)
        if alert := first.get("alert"):
            raise ExtractorError(alert, expected=True)
        result = self.playlist_result(self._entries(url, name, first), first["id"], **_about(first))
        base = self._match_valid_url(url).group("base")
        address = f"{base}/{name}" if name.startswith("@") else f"{base}/playlist?list={urllib.parse.quote(name)}"
        return {**result, "webpage_url": address, "extractor_key": self.ie_key(), "extractor": self.IE_NAME}

    def _entries(self, url: str, name: str, page: Info) -> Iterator[Info]:
        while True:
            yield from map(self._entry, page["entries"])
            if not page.get("next"):
                return
            page = self._ask(url, name, "list", of=name, page=str(page["next"]))

    def _entry(self, entry: Info) -> Info:
        known = dict(entry)
        about, address = known.pop("about", None), known.pop("webpage_url")
        if about and self._wants_dates():
            known["timestamp"] = about
        result: Info = self.url_result(address, AnypodSiteIE, known.pop("id"), known.pop("title"), **known)
        return result

    def _wants_dates(self) -> bool:
        asked = (self._configuration_arg("approximate_date", ie_key=key) for key in (None, "youtubetab"))
        return any(asked)


def _about(document: Info) -> Info:
    about = {key: value for key, value in document.items() if key not in {*_ONLY_OURS, "id"}}
    about["description"] = document.get("description") or document.get("channel_description")
    if "avatar" in document:
        about["thumbnails"] = [{"url": document["avatar"], "id": "avatar_uncropped", "preference": 1}]
    return about
