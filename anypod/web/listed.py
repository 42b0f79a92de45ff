"""What the pages of feeds, episodes and pictures show. Pure; all that sources say is escaped by its way in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from attrs import frozen
from markupsafe import Markup

from anypod.model.download import Download
from anypod.web.page import counted, joined, page, picture
from anypod.web.shown import ShownFeed

PER_PAGE = 60
_NOTHING = Markup("<p>There is no feed yet.</p>")


@frozen(kw_only=True)
class Part:
    """A page of a feed's episodes, newest first; `number` counts from 1, `total` is of all pages."""

    feed: ShownFeed
    number: int
    downloads: tuple[Download, ...]
    total: int


def feeds_page(feeds: Sequence[ShownFeed]) -> bytes:
    """The feeds to subscribe to."""
    opml = Markup('<p class="soft"><a href="opml">All of them as OPML</a>, for an app that reads many at once.</p>')
    body = joined((_rows([_feed(feed) for feed in feeds]), opml)) if feeds else _NOTHING
    return page("Podcast feeds", body, top="", here="feeds")


def folders_page(feeds: Sequence[ShownFeed], folder: str, title: str) -> bytes:
    """The feeds, each a link into `folder`."""
    body = _rows([_folder(feed, folder) for feed in feeds]) if feeds else _NOTHING
    return page(title, body, top="", here=folder)


def episodes_page(part: Part) -> bytes:
    """A feed's files, with what a browser plays them by."""
    rows = [_episode(part.feed, download) for download in part.downloads]
    return _part(part, _rows(rows), "media")


def pictures_page(part: Part) -> bytes:
    """The pictures of a feed and of its episodes."""
    own = [_figure(part.feed.name, part.feed.name, "The feed's own")] if part.feed.image and part.number == 1 else []
    figures = [_figure(part.feed.name, row.id, row.title) for row in part.downloads if row.image]
    grid = Markup('<ul class="grid">\n{}\n</ul>').format(joined(own + figures))
    return _part(part, grid if own or figures else Markup("<p>There is no picture yet.</p>"), "thumbnails")


def _part(part: Part, content: Markup, folder: str) -> bytes:
    count = Markup('<p class="soft"><a href="../feeds/{}.xml">Feed</a> · {}</p>').format(
        part.feed.name, counted(part.total, "episode")
    )
    body = joined((count, content, _turning(part)))
    return page(part.feed.title, body, top="../", here=folder)


def _feed(feed: ShownFeed) -> Markup:
    words = Markup(
        '<h2><a href="feeds/{name}.xml">{title}</a></h2><p class="soft">{count} · '
        '<a href="media/{name}" aria-label="Episodes of {title}">Episodes</a> · '
        '<a href="thumbnails/{name}" aria-label="Pictures of {title}">Pictures</a></p>'
    )
    return _row(feed.image, f"images/{feed.name}", words.format(**_named(feed)))


def _folder(feed: ShownFeed, folder: str) -> Markup:
    words = Markup('<h2><a href="{folder}/{name}">{title}</a></h2><p class="soft">{count}</p>')
    return _row(feed.image, f"images/{feed.name}", words.format(folder=folder, **_named(feed)))


def _episode(feed: ShownFeed, download: Download) -> Markup:
    file = download.file
    if file is None:
        return Markup()
    when = (download.published or download.first_seen).astimezone(UTC)
    words = Markup(
        '<h2><a href="{feed}/{id}.{ext}">{title}</a></h2>'
        '<p class="soft"><time datetime="{date}">{date}</time> · {length} · {size} · {kind}</p>'
    ).format(
        feed=feed.name,
        id=download.id,
        ext=file.ext,
        title=download.title,
        date=f"{when:%Y-%m-%d}",
        length=_length(file.duration),
        size=_size(file.size),
        kind=file.ext,
    )
    return _row(download.image, f"../images/{feed.name}/{download.id}", words)


def _figure(feed: str, name: str, title: str) -> Markup:
    shape = Markup('<li><a href="{feed}/{name}.jpg">{picture}{title}</a></li>')
    return shape.format(feed=feed, name=name, picture=picture(f"{feed}/{name}.jpg", 144), title=title)


def _row(image: str | None, address: str, words: Markup) -> Markup:
    shown = picture(f"{address}.{image}.jpg", 64) if image else Markup()
    return Markup("<li>{}<div>{}</div></li>").format(shown, words)


def _rows(rows: Sequence[Markup]) -> Markup:
    return Markup('<ul class="rows">\n{}\n</ul>').format(joined(rows))


def _named(feed: ShownFeed) -> dict[str, str]:
    return {"name": feed.name, "title": feed.title, "count": counted(feed.episodes, "episode")}


def _turning(part: Part) -> Markup:
    last = max(1, -(-part.total // PER_PAGE))
    if last == 1:
        return Markup()
    newer = Markup('<li><a href="?page={}" rel="prev">Newer</a></li>').format(part.number - 1)
    older = Markup('<li><a href="?page={}" rel="next">Older</a></li>').format(part.number + 1)
    here = Markup('<li class="soft">Page {} of {}</li>').format(part.number, last)
    turns = [newer] * (part.number > 1) + [here] + [older] * (part.number < last)
    return Markup('<nav aria-label="More episodes"><ul>{}</ul></nav>').format(joined(turns))


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _size(size: int) -> str:
    for unit, one in (("GB", 1_000_000_000), ("MB", 1_000_000)):
        if size >= one:
            return f"{size / one:.1f} {unit}"
    return f"{size / 1_000:.0f} kB"
