"""One real service for all that the commands of this folder are tried on; it takes seconds to start."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from anypod.cli.command import main
from tests.site.media import MediaCache
from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import config
from tests.stories.service import Service

FEEDS = """
[feeds.talks]
url = "{site}/@talks/videos"
[feeds.later]
schedule = "manual"
[feeds.off]
url = "{site}/@off/videos"
enabled = false
"""
TOKEN = "not-guessed"  # noqa: S105 - of a service that lives as long as these tests

Run = Callable[..., Result]


@pytest.fixture(scope="package")
def shared_site(media: MediaCache) -> Iterator[Site]:
    """A channel with an item that is fetched in no time and one that takes as long as a test wants."""
    with Site(media) as site:
        site.channel("talks").has(
            video("quick", published=days_ago(1)),
            video("members", published=days_ago(3)).members(),
            video("slow", published=days_ago(2)).throttled(kbps=100).weighs(5_000_000),
        )
        site.channel("more").has(video("first", published=days_ago(1)), video("second", "Trailer"))
        site.has(video("lone"))
        yield site


@pytest.fixture(scope="package")
def service(shared_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, on loopback, with a token; it fetches the slow item."""
    folder = tmp_path_factory.mktemp("service")
    rest = "[access]\nallow_private_urls = true\n"
    text = config(FEEDS.format(site=shared_site.url), rest, folder / "data")
    service = Service(folder, text.replace("[server]", f'[server]\nadmin_token = "{TOKEN}"'))
    try:
        service.start()
        service.until("download_finished", id="quick")
        service.until("download_started", id="slow")
        yield service
    finally:
        service.__exit__(None, None, None)


@pytest.fixture
def run(service: Service) -> Run:
    """Run a command as a person on the service's machine would. The port was chosen by the system."""

    def run(*arguments: str, **environ: str) -> Result:
        here = {"ANYPOD_SERVER_URL": f"http://127.0.0.1:{service.admin_port}"} | environ
        return CliRunner().invoke(main, ["--config", str(service.config), *arguments], env=here)

    return run
