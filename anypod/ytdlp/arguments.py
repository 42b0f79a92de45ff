"""Settings → yt-dlp's command line. Pure: touches no file, and says nothing of what a person may set."""

from __future__ import annotations

import re
from pathlib import Path

from attrs import frozen

from anypod.model.settings import DownloadsSettings, FeedSettings, Tab, YtdlpSettings
from anypod.ytdlp.formats import conversion_args, format_args

_PATIENT = (
    *("--socket-timeout", "20", "--retries", "3", "--fragment-retries", "5", "--extractor-retries", "2"),
    # Without these yt-dlp asks a struggling server ten times within half a second.
    *("--retry-sleep", "exp=1:30", "--retry-sleep", "fragment:exp=1:30"),
    # Else a video that is blocked here is tried again under a made-up address.
    *("--xff", "never"),
)
_QUIET = ("--color", "never", "--no-progress", "--no-update")
_YOUTUBE_CHANNEL = re.compile(
    r"https?://(?:www\.|m\.)?youtube\.com/(?:@[^/?#]+|(?:channel|c|user)/[^/?#]+)/?", re.IGNORECASE
)


@frozen(kw_only=True)
class Setup:
    """What all calls share.

    Attributes:
        ffmpeg: the folder of ffmpeg and ffprobe.
        cache: where yt-dlp keeps players' code and the like.
    """

    ytdlp: YtdlpSettings
    downloads: DownloadsSettings
    ffmpeg: Path
    cache: Path


def list_args(setup: Setup, feed: FeedSettings, cookies: Path | None) -> tuple[str, ...]:
    """Give the options of *list*."""
    rough_dates = ("--extractor-args", "youtubetab:approximate_date")
    return (*_common(setup, feed, cookies), "--flat-playlist", "--yes-playlist", "--simulate", *rough_dates)


def examine_args(setup: Setup, feed: FeedSettings, cookies: Path | None) -> tuple[str, ...]:
    """Give the options of *examine*; with the formats, so that their size is known, and SponsorBlock's segments."""
    return (*_common(setup, feed, cookies), *_one_item(feed), *_segments(feed), "--simulate")


def fetch_args(setup: Setup, feed: FeedSettings, cookies: Path | None, folder: Path) -> tuple[str, ...]:
    """Give the options of *fetch*.

    Args:
        setup: what all calls share.
        feed: whose media settings count.
        cookies: the call's own copy.
        folder: absolute; everything is done inside it.
    """
    places = ("-P", f"home:{folder}", "-P", f"temp:{folder}", "-o", "m.%(ext)s")
    whole = ("--abort-on-unavailable-fragments", "--part", "--continue", "--no-simulate")
    ours = (*_one_item(feed), *conversion_args(feed), *_segments(feed))
    return (*_common(setup, feed, cookies), *ours, *places, *whole)


def caption_args(setup: Setup, feed: FeedSettings, cookies: Path | None, folder: Path) -> tuple[str, ...]:
    """Give the options of *caption*. Which subtitles, the runner says itself: no language of yt-dlp's is asked for.

    Args:
        setup: what all calls share.
        feed: whose options count.
        cookies: the call's own copy.
        folder: absolute; subtitles are put there.
    """
    places = ("-P", f"home:{folder}", "-P", f"temp:{folder}", "-o", "m.%(ext)s")
    subtitles = ("--write-subs", "--write-auto-subs", "--sub-langs", "none")
    whole = (*_common(setup, feed, cookies), *_one_item(feed), *subtitles, *places)
    return (*whole, *NATIVE, "--skip-download", "--no-simulate")


def _segments(feed: FeedSettings) -> tuple[str, ...]:
    """yt-dlp asks for items of YouTube only. Marks would make it embed chapters, which isn't its task here."""
    named = {"mark": feed.sponsorblock.mark, "remove": feed.sponsorblock.remove}
    words = tuple(f"--sponsorblock-{what}={','.join(categories)}" for what, categories in named.items() if categories)
    return (*words, "--no-embed-chapters") if words else ()


NATIVE = ("--downloader", "m3u8:native")
"""Within a fence: ffmpeg, which would be given the address of such a list else, is not let out."""


def list_url(url: str, tab: Tab) -> str:
    """Give the address to list: for a bare YouTube channel that of the tab, which saves a request for each other."""
    if tab is Tab.ALL or not _YOUTUBE_CHANNEL.fullmatch(url):
        return url
    return f"{url.rstrip('/')}/{tab.value}"


def _one_item(feed: FeedSettings) -> tuple[str, ...]:
    # With ignore-no-formats an upcoming or private item still tells its title and times.
    return ("--no-playlist", "--playlist-items", "1", "--ignore-no-formats-error", *format_args(feed))


def _common(setup: Setup, feed: FeedSettings, cookies: Path | None) -> tuple[str, ...]:
    """Defaults, what a person wrote, what must be so: the last one counts."""
    ours = ("--abort-on-error", "--cache-dir", str(setup.cache), "--ffmpeg-location", str(setup.ffmpeg))
    plugins = tuple(word for folder in setup.ytdlp.plugin_dirs for word in ("--plugin-dirs", str(folder)))
    jar = ("--cookies", str(cookies)) if cookies is not None else ()
    written = (*setup.ytdlp.args, *feed.yt_args)
    return ("--ignore-config", *_PATIENT, *_network(setup), *written, *_QUIET, *ours, *plugins, *jar)


def _network(setup: Setup) -> tuple[str, ...]:
    ytdlp, downloads = setup.ytdlp, setup.downloads
    proxy = ("--proxy", ytdlp.proxy) if ytdlp.proxy else ()
    rate = ("--limit-rate", downloads.rate_limit) if downloads.rate_limit else ()
    pause = downloads.sleep.total_seconds()
    sleep = ("--sleep-requests", f"{pause:g}") if pause else ()
    provider = ytdlp.pot_provider_url
    tokens = ("--extractor-args", f"youtubepot-bgutilhttp:base_url={provider}") if provider else ()
    return (*proxy, *rate, *sleep, *tokens)
