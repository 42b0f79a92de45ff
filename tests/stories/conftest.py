"""What every story begins with: a folder, a site, and a config that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anypod.demo.site import PLUGIN_DIR
from tests.site.site import Site
from tests.stories.service import Service

Begin = Callable[..., Service]


@pytest.fixture
def begin(tmp_path: Path, site: Site) -> Iterator[Begin]:
    """Give a maker of a service on this test's folder: `begin(feeds, rest_of_the_config)`.

    Whatever it left running when the story ends is killed.
    """
    begun: list[Service] = []

    def make(feeds: str, rest: str = "") -> Service:
        folder = tmp_path / f"service{len(begun)}"
        folder.mkdir()
        begun.append(Service(folder, config(feeds, rest, folder / "data")))
        return begun[-1]

    yield make
    for service in begun:
        service.__exit__(None, None, None)


def config(feeds: str, rest: str, data_dir: Path) -> str:
    """Give the TOML of a service on free ports of loopback that reads the test site."""
    return f"""
[server]
host = "127.0.0.1"
port = 0
admin_port = 0
base_url = "http://pods.example"

[storage]
data_dir = "{data_dir}"

[downloads]
concurrency = 2
per_site = 2

[ytdlp]
plugin_dirs = ["{PLUGIN_DIR}"]

[defaults]
schedule = "0 3 1 1 *"

{rest}
{feeds}
"""
