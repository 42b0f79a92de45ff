"""Which of yt-dlp's options a person may pass, and why not the others. Pure.

An allow-list by *dest*, yt-dlp's own name for what an option sets: new releases bring new options, and those are
refused until somebody has looked at them.
"""

from __future__ import annotations

ALLOWED = frozenset(
    {
        # network
        *("socket_timeout", "source_address", "impersonate", "geo_bypass", "geo_verification_proxy", "proxy"),
        *("legacy_server_connect", "no_check_certificate", "prefer_insecure"),
        *("user_agent", "referer", "headers"),
        # how patiently
        *("retries", "file_access_retries", "fragment_retries", "extractor_retries", "retry_sleep"),
        *("sleep_interval_requests", "sleep_interval", "max_sleep_interval", "sleep_interval_subtitles"),
        *("concurrent_fragment_downloads", "ratelimit", "throttledratelimit", "buffersize", "noresizebuffer"),
        "http_chunk_size",
        # which media
        *("age_limit", "min_filesize", "max_filesize", "check_formats", "prefer_free_formats"),
        *("allow_multiple_audio_streams", "audioquality", "hls_use_mpegts", "hls_prefer_native"),
        *("hls_split_discontinuity", "dynamic_mpd", "remove_chapters", "force_keyframes_at_cuts"),
        # how sites are read
        *("extractor_args", "allowed_extractors"),
        # a mirror, or one's own; what it answers is times and nothing else
        "sponsorblock_api",
    }
)

_FILES = "it names files, and anypod keeps its own order on the disk"
_RUNS = "it can run programs"
_READS = "it reads files of this machine"
_OURS = "anypod decides how yt-dlp is called"
_OUTPUT = "anypod reads yt-dlp's output"
_EACH_ITEM = "anypod asks for each item by itself and keeps its own catalogue"
_SECRET = "it would show the secret in the config and in logs"  # noqa: S105 - a sentence about secrets
_FILTER = "filters are the feed's own"

_REFUSED: dict[tuple[str, ...], tuple[str, str]] = {
    ("exec_cmd", "exec_before_dl_cmd", "netrc_cmd"): (_RUNS, "use [hooks]"),
    ("add_postprocessors", "external_downloader", "external_downloader_args", "postprocessor_args"): (_RUNS, ""),
    ("js_runtimes", "remote_components", "_", "update_self"): (_RUNS, ""),
    ("plugin_dirs",): (_RUNS, "use [ytdlp] plugin_dirs"),
    ("ffmpeg_location",): (_RUNS, "put ffmpeg on the PATH"),
    ("cookiefile", "cookiesfrombrowser"): (_READS, "use [ytdlp] cookies_file"),
    ("config_locations", "ignoreconfig", "batchfile", "load_info_filename", "load_pages"): (_READS, ""),
    ("usenetrc", "netrc_location", "client_certificate", "client_certificate_key", "enable_file_urls"): (_READS, ""),
    ("username", "password", "twofactor", "videopassword"): (_SECRET, "use [ytdlp] cookies_file"),
    ("ap_mso", "ap_username", "ap_password", "client_certificate_password"): (_SECRET, "use [ytdlp] cookies_file"),
    ("outtmpl", "paths", "useid", "outtmpl_na_placeholder", "autonumber_size", "autonumber_start"): (_FILES, ""),
    ("restrictfilenames", "windowsfilenames", "trim_file_name", "print_to_file", "split_chapters"): (_FILES, ""),
    ("cachedir", "rm_cachedir", "keepvideo", "keep_fragments", "updatetime", "xattrs"): (_FILES, ""),
    ("writedescription", "writeinfojson", "allow_playlist_files", "clean_infojson", "getcomments"): (_FILES, ""),
    ("writelink", "writeurllink", "writewebloclink", "writedesktoplink", "write_pages"): (_FILES, ""),
    ("overwrites", "continue_dl", "nopart", "nopostoverwrites", "embed_infojson", "concat_playlist"): (_FILES, ""),
    ("writethumbnail", "embedthumbnail", "convertthumbnails"): (_FILES, "pictures are fetched anyway"),
    ("writesubtitles", "writeautomaticsub", "allsubtitles", "subtitleslangs"): (_FILES, "use transcript_lang"),
    ("subtitlesformat", "embedsubtitles", "convertsubtitles"): (_FILES, "use transcript_lang"),
    ("addchapters",): (_OURS, "use chapters"),
    ("addmetadata", "metafromtitle", "parse_metadata"): (_OURS, "use [feeds.NAME.metadata]"),
    ("format",): (_OURS, "use format"),
    ("format_sort", "format_sort_force", "allow_multiple_video_streams", "allow_unplayable_formats"): (
        _OURS,
        "use format",
    ),
    ("extractaudio", "audioformat", "remuxvideo", "recodevideo", "merge_output_format"): (_OURS, "use media"),
    ("sponsorblock_mark", "sponsorblock_remove", "no_sponsorblock", "sponsorblock_chapter_title"): (
        _OURS,
        "use sponsorblock",
    ),
    ("matchtitle", "rejecttitle", "match_filter", "breaking_match_filter"): (_FILTER, "use [feeds.NAME.filters]"),
    ("date", "datebefore", "dateafter"): (_FILTER, "use since"),
    ("min_views", "max_views", "download_ranges"): (_FILTER, ""),
    ("playlist_items", "playliststart", "playlistend", "max_downloads"): (_EACH_ITEM, "use keep_last"),
    ("playlist_reverse", "playlist_random"): (_EACH_ITEM, "use backfill"),
    ("download_archive", "break_on_existing", "break_on_reject", "break_per_url"): (_EACH_ITEM, ""),
    ("force_write_download_archive", "skip_playlist_after_errors", "noplaylist", "lazy_playlist"): (_EACH_ITEM, ""),
    ("extract_flat", "mark_watched", "live_from_start", "wait_for_video"): (_EACH_ITEM, ""),
    ("ignoreerrors", "ignore_no_formats_error", "simulate", "skip_download", "test", "fixup"): (_OURS, ""),
    ("force_generic_extractor", "default_search", "skip_unavailable_fragments", "compat_opts"): (_OURS, ""),
    ("quiet", "verbose", "no_warnings", "forceprint", "geturl", "gettitle", "getid", "getthumbnail"): (_OUTPUT, ""),
    ("getdescription", "getduration", "getfilename", "getformat", "dumpjson", "dump_single_json"): (_OUTPUT, ""),
    ("print_json", "progress_with_newline", "noprogress", "consoletitle", "progress_template"): (_OUTPUT, ""),
    ("progress_delta", "dump_intermediate_pages", "debug_printtraffic", "encoding", "bidi_workaround"): (_OUTPUT, ""),
    ("listformats", "listformats_table", "listsubtitles", "list_thumbnails", "color", "print_help"): (_OUTPUT, ""),
    ("list_extractors", "list_extractor_descriptions", "list_impersonate_targets", "ap_list_mso"): (_OUTPUT, ""),
}

REFUSED = {dest: reason for dests, reason in _REFUSED.items() for dest in dests}
"""dest → why not, and what to use instead ("" where there is nothing)."""
UNKNOWN = ("anypod doesn't know it, so it may not be passed", "")
"""For an option of a newer yt-dlp, and for old ones that set nothing."""
