"""The config file of the demo, as text."""

from __future__ import annotations

import json
from pathlib import Path


def demo_config(*, channel_url: str, plugin_dir: Path, data_dir: Path, port: int, admin_port: int) -> str:
    """Give TOML with the demo channel as one feed of sound and one of pictures.

    Pictures and media come from this machine, which a config must allow; both servers stay on loopback.
    """
    return f"""\
# Written by `anypod demo`: a channel that is made on this machine, followed twice.

[server]
host = "127.0.0.1"
port = {port}
admin_host = "127.0.0.1"
admin_port = {admin_port}
base_url = "http://127.0.0.1:{port}"

[storage]
data_dir = {_text(data_dir)}
min_free = "100 MB"

[downloads]
concurrency = 2
per_site = 2

[ytdlp]
plugin_dirs = [{_text(plugin_dir)}]

[access]
allow_private_urls = true

[feeds.harbour]
url = {_text(channel_url)}
schedule = "*/10 * * * *"
media = "audio"
transcript_lang = "en"

[feeds.harbour_video]
url = {_text(channel_url)}
schedule = "*/10 * * * *"
media = "video"

[feeds.harbour_video.metadata]
title = "Harbour Radio, with pictures"
"""


def _text(value: Path | str) -> str:
    # A JSON string of printable text is a TOML basic string too.
    return json.dumps(str(value), ensure_ascii=False)
