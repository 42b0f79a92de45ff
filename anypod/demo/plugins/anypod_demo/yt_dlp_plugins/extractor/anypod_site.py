"""yt-dlp's view of the loopback site: channels with tabs, playlists, watch pages, shorts. Loaded by yt-dlp alone.

It answers for no address but http://127.0.0.1:PORT/anypod-site/…, and asks only the site itself.
"""

from __future__ import annotations

import urllib.parse

from yt_dlp.extractor.common import InfoExtractor
from yt_dlp.utils import ExtractorError

_SITE = r"(?P<base>http://127\.0\.0\.1:\d+/anypod-site)"
_ONLY_OURS = ("refusal", "countries", "avatar", "channel_description", "entries", "next", "tabs", "alert")


class _Site(InfoExtractor):
    def _ask(self, url, name, what, **query):
        base = self._match_valid_url(url).group("base")
        return self._download_json(
            f"{base}/data/{what}", name, "Downloading API JSON", "Unable to download API page", query=query
        )


class AnypodSiteIE(_Site):
    _VALID_URL = _SITE + r"/(?:watch\?(?:[^#]*&)?v=|shorts/)(?P<id>[^&#/?]+)"
    # Without it, match filters are not applied to entries of a flat list.
    _RETURN_TYPE = "video"

    @classmethod
    def suitable(cls, url):
        return not AnypodSiteTabIE.is_list(url) and super().suitable(url)

    def _real_extract(self, url):
        video_id = urllib.parse.unquote(self._match_id(url))
        document = self._ask(url, video_id, "watch", v=video_id)
        if reason := document.get("refusal"):
            self._refuse(reason, document)
        info = {key: value for key, value in document.items() if key not in _ONLY_OURS}
        info.setdefault("formats", [])
        return {**info, "id": video_id, "title": self._title(document)}

    def _title(self, document):
        # A refused page may have nothing but the reason; any other without a title is a page that we can't read.
        return document.get("title") if document.get("refusal") else document["title"]

    def _refuse(self, reason, document):
        if countries := document.get("countries"):
            self.raise_geo_restricted(reason, countries, metadata_available=True)
        self.raise_no_formats(reason, expected=True, video_id=document["id"])


class AnypodSiteTabIE(_Site):
    IE_NAME = "AnypodSite:tab"
    _VALID_URL = (
        _SITE + r"/(?:(?P<handle>@[^/?#]+)(?:/(?P<tab>\w+))?/?$|(?:playlist|watch)\?(?:[^#]*&)?list=(?P<list>[^&#]+))"
    )
    _RETURN_TYPE = "playlist"

    @classmethod
    def is_list(cls, url):
        return cls.suitable(url)

    def _real_extract(self, url):
        match = self._match_valid_url(url)
        if match.group("list"):
            return self._playlist(url, urllib.parse.unquote(match.group("list")))
        handle, tab = urllib.parse.unquote(match.group("handle")), match.group("tab")
        if tab:
            return self._shelf(url, f"{handle}/{tab}")
        return self._channel(url, handle)

    def _playlist(self, url, list_id):
        video_id = urllib.parse.parse_qs(urllib.parse.urlparse(url).query).get("v", [None])[0]
        if self._yes_playlist(list_id, video_id):
            return self._shelf(url, list_id)
        base = self._match_valid_url(url).group("base")
        return self.url_result(f"{base}/watch?v={urllib.parse.quote(video_id)}", AnypodSiteIE, video_id)

    def _channel(self, url, handle):
        document = self._ask(url, handle, "list", of=handle)
        tabs = [self._shelf(url, f"{handle}/{tab}") for tab in document["tabs"]]
        return tabs[0] if len(tabs) == 1 else self.playlist_result(tabs, handle, **self._about(document))

    def _shelf(self, url, name):
        first = self._ask(url, name, "list", of=name)
        if alert := first.get("alert"):
            raise ExtractorError(alert, expected=True)
        result = self.playlist_result(self._entries(url, name, first), first["id"], **self._about(first))
        # As the tabs of a channel are extracted within one call, each must say what it is.
        base = self._match_valid_url(url).group("base")
        address = f"{base}/{name}" if name.startswith("@") else f"{base}/playlist?list={name}"
        return {**result, "webpage_url": address, "extractor_key": self.ie_key(), "extractor": self.IE_NAME}

    def _entries(self, url, name, page):
        while True:
            yield from map(self._entry, page["entries"])
            if not page.get("next"):
                return
            page = self._ask(url, name, "list", of=name, page=page["next"])

    def _entry(self, entry):
        about = entry.pop("about", None)
        wanted = self._configuration_arg("approximate_date", ie_key="youtubetab") or self._configuration_arg(
            "approximate_date"
        )
        address = entry.pop("webpage_url")
        timestamp = {"timestamp": about} if wanted and about else {}
        return self.url_result(address, AnypodSiteIE, entry.pop("id"), entry.pop("title"), **entry, **timestamp)

    def _about(self, document):
        about = {key: value for key, value in document.items() if key not in (*_ONLY_OURS, "id")}
        about["description"] = document.get("description") or document.get("channel_description")
        about["thumbnails"] = (
            [{"url": document["avatar"], "id": "avatar_uncropped", "preference": 1}] if "avatar" in document else []
        )
        return about
