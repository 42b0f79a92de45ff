"""Opens the demo's source: makes its media, serves it on loopback, says where it is and how yt-dlp reads it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import trio
from attrs import frozen

from anypod.demo.answers import answer, asked
from anypod.demo.documents import SITE
from anypod.demo.episodes import EPISODES, TAB, catalogue
from anypod.demo.media import make, recipes
from anypod.demo.server import Answer, Request, listen, serve

PLUGIN_DIR = Path(__file__).parent / "plugins"
"""For `ytdlp.plugin_dirs`: holds the extractor by which yt-dlp reads the loopback site."""
RECIPES = "1"
"""Names the cache's folder; a change of the recipes makes a new one."""


@frozen(kw_only=True)
class Site:
    """The open source: the channel to follow, and the folder that yt-dlp must be given to understand it."""

    channel_url: str
    plugin_dir: Path


@asynccontextmanager
async def open_demo_site(
    cache: Path, ffmpeg: Path, *, on_progress: Callable[[int, int], None], port: int = 0
) -> AsyncIterator[Site]:
    """Make the media that `cache` lacks, then serve the channel on 127.0.0.1 while the context is open.

    Args:
        cache: a folder of the caller's; kept, so that the next time is quick.
        ffmpeg: the program, 5.1 or later with libx264.
        on_progress: told of files there, and of files in all.
        port: 0 for a free one.

    Raises:
        MediaNotMade: ffmpeg is missing or failed.
        OSError: the port is taken.

    Cancellation ends ffmpeg, the server and its connections.
    """
    folder = cache / f"demo-{RECIPES}"
    await make(recipes(EPISODES, folder), ffmpeg, on_progress)
    listeners, port = await listen(port)
    base = f"http://127.0.0.1:{port}"
    held = catalogue(folder, datetime.now(UTC))

    async def respond(request: Request) -> Answer:
        return answer(asked(request), held, base)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve, respond, listeners, name="demo site")
        yield Site(channel_url=f"{base}{SITE}/{TAB}", plugin_dir=PLUGIN_DIR)
        nursery.cancel_scope.cancel()
