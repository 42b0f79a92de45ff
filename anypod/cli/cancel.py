"""`anypod cancel`: ends a download that the running service is fetching."""

from __future__ import annotations

import click

from anypod.cli.admin import Admin
from anypod.cli.lines import download_line
from anypod.cli.on_service import examples, feed_path, on_service
from anypod.cli.place import Place
from anypod.web.api.records import DownloadShape


@click.command(
    short_help="End the download that a feed is fetching.",
    epilog=examples("anypod cancel this_american_life", "anypod cancel this_american_life dQw4w9WgXcQ"),
)
@click.argument("feed")
@click.argument("id", required=False)
@on_service
def cancel(place: Place, *, feed: str, id: str | None) -> None:
    """End the download that a feed is fetching; with ID, only if it is that one. It stays queued, for later."""
    path = feed_path(feed, "cancel") if id is None else feed_path(feed, "downloads", id, "cancel")
    click.echo(download_line(Admin(place).post(path, DownloadShape)))
