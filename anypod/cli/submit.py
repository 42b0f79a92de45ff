"""`anypod submit`: adds what is at a URL to a manual feed of the running service."""

from __future__ import annotations

import click

from anypod.cli.admin import AS_LONG_AS_THE_SOURCE, Admin
from anypod.cli.lines import submission_lines
from anypod.cli.on_service import examples, feed_path, on_service
from anypod.cli.place import Place
from anypod.cli.trouble import Trouble
from anypod.web.api.download_orders import SubmissionAnswer


@click.command(
    epilog=examples(
        "anypod submit later 'https://www.youtube.com/watch?v=dQw4w9WgXcQ'",
        "anypod submit later https://example.com/talk --yt-arg=--referer --yt-arg=https://example.com",
    )
)
@click.argument("feed")
@click.argument("url")
@click.option("--yt-arg", "yt_args", multiple=True, metavar="ARG", help="An option of yt-dlp, or its value; often.")
@on_service
def submit(place: Place, *, feed: str, url: str, yt_args: tuple[str, ...]) -> None:
    """Add what is at URL to a feed with schedule = "manual".

    It returns once the items are listed; they are fetched after that.
    """
    body = {"url": url, "yt_args": list(yt_args)}
    answer = Admin(place).post(feed_path(feed, "downloads"), SubmissionAnswer, body, patience=AS_LONG_AS_THE_SOURCE)
    for line in submission_lines(answer):
        click.echo(line)
    if answer.failure is not None:
        raise Trouble(f"not all of it: {answer.failure.message}")
    if not answer.items:
        click.echo("there is nothing at that URL", err=True)
