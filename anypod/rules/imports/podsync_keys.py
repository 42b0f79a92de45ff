"""One feed of podsync's config → the keys of ours. What can't be carried is said to the table that it was read from."""

from __future__ import annotations

import re

from anypod.rules.category import CATEGORIES, category_of
from anypod.rules.imports.incoming import Loss
from anypod.rules.imports.keys import Keys
from anypod.rules.imports.options import translated
from anypod.rules.imports.periods import every, go_duration, lasting, written
from anypod.rules.imports.sites import with_scheme


def podsync_feed(keys: Keys) -> dict[str, object]:
    """Give the table; `keys.losses` has the rest. `page_size` is read elsewhere."""
    table: dict[str, object] = {}
    if url := keys.text("url"):
        table["url"] = with_scheme(url)
    _schedule(keys, table)
    _media(keys, table)
    clean = keys.within("clean")
    if keep := clean.take("keep_last", int):
        table["keep_last"] = keep
    clean.rest()
    keys.take("playlist_sort", str)
    options, more = translated(keys.take("youtube_dl_args", list) or [])
    # Whether it is audio or video its format has said already; an expression of one's own wins over that of custom.
    table |= {key: value for key, value in more.items() if key != "media"} | ({"yt_args": options} if options else {})
    if keys.take("private_feed", bool):
        table["private"] = True
    if keys.take("opml", bool) is False:
        keys.lose("opml", "anypod's OPML holds all feeds but those that are private")
    keys.drop("post_episode_download", "write it into [hooks] download_finished, which is for all feeds")
    keys.drop("filename_template", "files are called by their ids; their titles are offered to browsers")
    filters, delay = _filters(keys.within("filters"))
    table |= delay
    metadata = _custom(keys.within("custom"))
    keys.rest()
    tables = (("filters", filters), ("metadata", metadata))
    return table | {name: found for name, found in tables if found}


def _schedule(keys: Keys, table: dict[str, object]) -> None:
    cron, period = keys.text("cron_schedule"), keys.text("update_period")
    key, interval = ("update_period", period)
    if cron and cron.startswith("@every "):
        key, interval = "cron_schedule", cron.removeprefix("@every ").strip()
    elif cron:
        zoned = re.match(r"(?:CRON_)?TZ=\S+\s+", cron)
        if zoned:
            keys.lose("cron_schedule", "its time zone is left out: schedules go by TZ, or the system's zone")
        table["schedule"] = cron[zoned.end() :] if zoned else cron
        return
    if interval is None:
        return
    duration = go_duration(interval)
    if duration is None:
        keys.lose(key, f"{interval!r} is no interval; anypod's default is every six hours")
        return
    table["schedule"], exact = every(duration)
    if not exact:
        keys.lose(key, f"cron can't say every {interval}: {table['schedule']!r} comes nearest")


def _media(keys: Keys, table: dict[str, object]) -> None:
    form, quality = keys.text("format") or "video", keys.text("quality") or "high"
    height = keys.take("max_height", int)
    custom = keys.within("custom_format")
    if form == "custom":
        table["media"] = "as_is"
        if expression := custom.text("youtube_dl_format"):
            table["format"] = expression
        custom.drop("extension", "the file keeps the extension that the format has; [feeds.NAME] media says more")
    else:
        table["media"] = "audio" if form == "audio" else "video"
        custom.drop("youtube_dl_format", 'it only acts with format = "custom"')
        custom.drop("extension", 'it only acts with format = "custom"')
    custom.rest()
    if form == "audio":
        keys.lose("format", "new episodes are m4a, as the source has them, not re-encoded to mp3; old ones stay mp3")
    if height and form == "video":
        table["max_height"] = height
    elif quality == "low" and form == "video":
        table["max_height"] = 360
        keys.lose("quality", "max_height = 360 stands for low")
    elif quality == "low":
        keys.lose("quality", "the source's best audio is taken; a format such as worstaudio would take the worst")


def _filters(keys: Keys) -> tuple[dict[str, object], dict[str, object]]:
    found: dict[str, object] = {}
    for key in ("title", "not_title", "description", "not_description"):
        if (pattern := keys.text(key)) is None:
            continue
        try:
            re.compile(pattern)
        except re.error as error:
            keys.lose(key, f"Python reads this expression otherwise than Go: {error}")
            continue
        found[key] = pattern
    for key in ("min_duration", "max_duration"):
        if not (seconds := keys.take(key, int)):
            continue
        if period := lasting(seconds):
            found[key] = written(period)
        else:
            keys.lose(key, f"{seconds} s are longer than any episode")
    keys.drop("max_age", "keep_days would also remove older episodes that are there; since is a fixed day")
    days = keys.take("min_age", int)
    keys.rest()
    return found, {"download_delay": f"{days}d"} if days else {}


def _custom(keys: Keys) -> dict[str, object]:
    found: dict[str, object] = {}
    names = ("title", "description", "author", ("cover_art", "image_url"), "link", ("lang", "language"))
    for name in (*names, ("ownerEmail", "author_email")):
        theirs, ours = name if isinstance(name, tuple) else (name, name)
        if value := keys.text(theirs):
            found[ours] = value
    if keys.take("explicit", bool):
        found["explicit"] = True
    _category(keys, found)
    keys.drop("ownerName", "the owner is called as the author is")
    keys.take("cover_art_quality", str)
    keys.rest()
    return found


def _category(keys: Keys, found: dict[str, object]) -> None:
    main, subs = keys.text("category"), [str(sub) for sub in keys.take("subcategories", list) or []]
    if main is None:
        if subs:
            keys.lose("subcategories", "there is no category above them")
        return
    category = category_of(main)
    if category is None:
        keys.lose("category", f"{main!r} is none of Apple's: {', '.join(CATEGORIES)}")
        return
    fitting = next((both for sub in subs if (both := category_of(f"{main} > {sub}")) and both.sub), None)
    found["category"] = f"{fitting.main} > {fitting.sub}" if fitting else category.main
    for sub in subs:
        if fitting is None or sub.casefold() != (fitting.sub or "").casefold():
            keys.losses.append(
                Loss(keys.place("subcategories"), f"{sub!r}: one category that Apple has is all there is")
            )
