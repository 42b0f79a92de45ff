"""`anypod sync`: has feeds of the running service look at their sources now."""

from __future__ import annotations

import click

from anypod.cli.admin import Admin
from anypod.cli.context import Exit
from anypod.cli.on_service import examples, feed_path, on_service
from anypod.cli.place import Place
from anypod.cli.trouble import Refused, Trouble
from anypod.web.api.feed_orders import SyncAsked
from anypod.web.api.records import FeedPage
from anypod.web.shapes import FeedShape


@click.command(
    short_help="Look at the sources of these feeds now, or of all.",
    epilog=examples(
        "anypod sync                        all feeds but manual ones",
        "anypod sync this_american_life     one of them",
    ),
)
@click.argument("feeds", nargs=-1, metavar="[FEED]...")
@on_service
def sync(place: Place, *, feeds: tuple[str, ...]) -> None:
    """Look at the sources of these feeds now, or of all that are enabled.

    It returns at once; `anypod watch` shows how it goes.
    """
    admin = Admin(place)
    refused: list[tuple[str, Refused]] = []
    for feed in feeds or _all(admin):
        try:
            answer = admin.post(feed_path(feed, "sync"), SyncAsked)
        except Refused as error:
            refused.append((feed, error))
        else:
            click.echo(f"{feed}: {'asked for' if answer.asked else 'under way already'}")
    if refused:
        words = "\n".join(f"{feed}: {error.message}" for feed, error in refused)
        raise Trouble(words, Exit(max(error.exit_code for _, error in refused)))


def _all(admin: Admin) -> tuple[str, ...]:
    names = tuple(feed.name for feed in every_feed(admin) if feed.enabled and feed.schedule != "manual")
    if not names:
        click.echo("no feed that is enabled has a source to look at", err=True)
    return names


def every_feed(admin: Admin) -> tuple[FeedShape, ...]:
    """Read all pages of feeds."""
    found: list[FeedShape] = []
    page, total = 1, 1
    while len(found) < total and page == len(found) // 200 + 1:
        read = admin.get(f"/api/feeds?per_page=200&page={page}", FeedPage)
        found += read.items
        page, total = page + 1, read.total
    return tuple(found)
