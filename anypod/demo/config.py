"""The config file of the demo, as text."""

from __future__ import annotations

import json
from pathlib import Path

_CONFIG = """\
# Written by `anypod demo`, each time it starts. A channel that is made on this machine is followed in several ways.
# Edit it while the demo runs, by hand or in the dashboard: what you change acts at once, and comments stay.

[server]
host = "127.0.0.1" # this machine only; a real one listens on 0.0.0.0
port = {port}
admin_host = "127.0.0.1"
admin_port = {admin_port}
base_url = "http://127.0.0.1:{port}" # what podcast apps are told: the addresses in feeds begin so

[storage]
data_dir = {data_dir}
min_free = "100 MB" # downloads wait when the disk has less

[downloads]
concurrency = 2
per_site = 2

[ytdlp]
plugin_dirs = [{plugin_dir}] # how yt-dlp reads the demo's channel

[access]
allow_private_urls = true # the demo's channel is on this machine

# What holds for each feed that doesn't say otherwise.
[defaults]
schedule = "*/10 * * * *" # every ten minutes; hours are usual
transcript_lang = "en"

# The whole channel, as sound.
[feeds.harbour]
url = {channel}
media = "audio"

# The same with pictures; only the newest are kept.
[feeds.harbour_video]
url = {channel}
media = "video"
keep_last = 3

[feeds.harbour_video.metadata]
title = "Harbour Radio, with pictures"

# Without what is too short or about fog: the dashboard says of each episode why it isn't there.
[feeds.harbour_picks]
url = {channel}

[feeds.harbour_picks.filters]
min_duration = "40s"
not_title = "(?i)fog"

[feeds.harbour_picks.metadata]
title = "Harbour Radio, picked"

# A channel that doesn't exist, to show how that looks.
[feeds.sunk]
url = {sunk}

[feeds.sunk.metadata]
title = "A channel that has gone"

# Filled by hand: paste an address on its page in the dashboard.
[feeds.later]
schedule = "manual"

[feeds.later.metadata]
title = "Hear it later"
"""


def demo_config(*, channel_url: str, plugin_dir: Path, data_dir: Path, port: int, admin_port: int) -> str:
    """Give TOML with the demo channel as sound, as pictures and filtered, beside a feed that fails and one by hand.

    Pictures and media come from this machine, which a config must allow; both servers stay on loopback. `channel_url`
    is `…/@harbour/videos`; its neighbour `…/@sunk/videos` is one that is not there. Ports are real ones, never 0: the
    addresses that feeds hold are made of them.
    """
    return _CONFIG.format(
        port=port,
        admin_port=admin_port,
        data_dir=_text(data_dir),
        plugin_dir=_text(plugin_dir),
        channel=_text(channel_url),
        sunk=_text(channel_url.replace("@harbour", "@sunk")),
    )


def _text(value: Path | str) -> str:
    # A JSON string of printable text is a TOML basic string too.
    return json.dumps(str(value), ensure_ascii=False)
