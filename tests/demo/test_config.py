from __future__ import annotations

import tomllib
from pathlib import Path

from anypod.demo.config import demo_config


def test_the_demos_config_follows_the_channel_twice() -> None:
    text = demo_config(
        channel_url="http://127.0.0.1:1/anypod-site/@harbour/videos",
        plugin_dir=Path('/a "b"\\ü'),
        data_dir=Path("/data"),
        port=8000,
        admin_port=8001,
    )
    config = tomllib.loads(text)
    assert config["ytdlp"]["plugin_dirs"] == ['/a "b"\\ü']
    assert (config["server"]["port"], config["server"]["admin_port"]) == (8000, 8001)
    assert {feed["media"] for feed in config["feeds"].values()} == {"audio", "video"}
    assert len({feed["url"] for feed in config["feeds"].values()}) == 1
