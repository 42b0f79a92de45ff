"""A source with everything that sources put into texts, followed by a service of its own behind a secret address."""

from __future__ import annotations

import contextlib
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from anypod.demo.site import PLUGIN_DIR
from tests.site.media import MediaCache, cache_folder
from tests.site.site import Site
from tests.site.video import Video, days_ago, video
from tests.stories.service import Service

_LISTENER = "listener-who-knows-it"
_LONG = "One paragraph of many words, as <b>nobody</b> reads them & all of them are kept. "
_TEXTS = (
    ("Épisode <1> & \"more\" 'quotes' ]]> 猫🐈‍⬛", "See https://example.org/?a=1&b=2#c.\n\n0:00 Hello\n0:01 Bye"),
    ("مرحبا بالعالم: a title that turns round", "Right to left: \u202eabc\u202c, and back."),
    ("<script>alert(1)</script> & friends", "<script>alert(1)</script> ]]> <!-- not a comment -->"),
    ("A title\nof two lines\twith a tab", "Bell \x07, escape \x1b[31m, half a pair \ud83d, no character \uffff."),
    ("The same title", "Of a day with two of that title."),
    ("The same title", "The other one."),
    ("😀" * 120, _LONG * 700),
    ("No words at all", ""),
)
_CONFIG = """
[server]
host = "127.0.0.1"
port = {port}
admin_port = 0
base_url = "http://127.0.0.1:{port}"

[storage]
data_dir = "{data}"

[ytdlp]
plugin_dirs = ["{plugins}"]

[access]
tokens = {{ listener = "{secret}" }}

[defaults]
transcript_lang = "en"

[feeds.sound]
url = "{url}"

[feeds.films]
url = "{url}"
media = "video"

[feeds.numbered]
url = "{url}"
metadata = {{ podcast_type = "serial", title = "Numbered & <bracketed>", author_email = "me@example.org" }}
"""
FEEDS = ("sound", "films", "numbered")


@contextlib.contextmanager
def hostile_feeds() -> Iterator[list[str]]:
    """Give the addresses of three feeds of that source, with all their episodes."""
    with Site(MediaCache(cache_folder())) as site, tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        source = site.channel("hostile", title="Ünruly <channel> & co. ]]>").has(*_videos())
        port = _free_port()
        config = _CONFIG.format(
            port=port, data=Path(folder) / "data", plugins=PLUGIN_DIR, secret=_LISTENER, url=source.url
        )
        with Service(Path(folder), config) as service:
            for _ in range(len(FEEDS) * len(_TEXTS)):
                service.until("download_finished")
            yield [f"http://127.0.0.1:{port}/t/{_LISTENER}/feeds/{name}.xml" for name in FEEDS]


def _videos() -> Iterator[Video]:
    for number, (title, text) in enumerate(_TEXTS, 1):
        # Two of one day, as of a source that tells days only.
        day = days_ago(number if title != "The same title" else 5)
        item = video(f"-x_{number}", title, seconds=2 + number % 2, published=day).told(text)
        yield item.subtitled(en="Hello & <goodbye>").numbered(1 + number // 5, number)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
