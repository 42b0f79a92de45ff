from __future__ import annotations

import tomllib
from pathlib import Path

from anypod.demo.config import demo_config


def test_the_demos_config_is_a_good_example() -> None:
    text = demo_config(
        channel_url="http://127.0.0.1:1/anypod-site/@harbour/videos",
        plugin_dir=Path('/a "b"\\ü'),
        data_dir=Path("/data"),
        port=8000,
        admin_port=8001,
    )
    config = tomllib.loads(text)
    assert config["ytdlp"]["plugin_dirs"] == ['/a "b"\\ü']
    assert config["server"]["base_url"] == f"http://127.0.0.1:{config['server']['port']}"
    feeds = config["feeds"]
    assert {feed.get("media") for feed in feeds.values()} >= {"audio", "video"}
    assert {name for name, feed in feeds.items() if "@harbour/" not in feed.get("url", "")} == {"sunk", "later"}
    assert feeds["harbour_picks"]["filters"]
    assert text.count("\n# ") >= len(feeds)
