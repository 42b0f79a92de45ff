"""`anypod retry`: queues failed downloads of the running service again."""

from __future__ import annotations

from datetime import datetime

import click

from anypod.cli.admin import Admin
from anypod.cli.lines import download_line
from anypod.cli.moment import MOMENT, aware
from anypod.cli.on_service import examples, feed_path, on_service
from anypod.cli.place import Place
from anypod.cli.trouble import Trouble
from anypod.web.api.feed_orders import RetriedCount, RetriedCounts
from anypod.web.api.records import DownloadShape


@click.command(
    short_help="Try failed downloads again: all, a feed's, or one.",
    epilog=examples(
        "anypod retry --newer-than 2026-01-31",
        "anypod retry this_american_life",
        "anypod retry this_american_life dQw4w9WgXcQ",
    ),
)
@click.argument("feed", required=False)
@click.argument("id", required=False)
@click.option("--newer-than", type=MOMENT, metavar="DATE", help="Only what failed after this moment, local time.")
@on_service
def retry(place: Place, *, feed: str | None, id: str | None, newer_than: datetime | None) -> None:
    """Try failed downloads again: of all feeds, of one, or one download whatever became of it."""
    if id is not None and newer_than is not None:
        raise click.UsageError("--newer-than is about many downloads, and ID names one")
    moment = aware(newer_than)
    body = {} if moment is None else {"newer_than": moment.isoformat()}
    admin = Admin(place)
    if feed is None:
        _retry_all(admin, body)
    elif id is None:
        click.echo(f"{feed}: {admin.post(feed_path(feed, 'retry-errors'), RetriedCount, body).count} queued again")
    else:
        click.echo(download_line(admin.post(feed_path(feed, "downloads", id, "retry"), DownloadShape)))


def _retry_all(admin: Admin, body: dict[str, str]) -> None:
    answer = admin.post("/api/retry-errors", RetriedCounts, body)
    for feed, count in answer.feeds.items():
        if count:
            click.echo(f"{feed}: {count} queued again")
    click.echo(f"{answer.count} queued again in all")
    if answer.problems:
        raise Trouble("\n".join(f"{feed}: {why}" for feed, why in answer.problems.items()))
