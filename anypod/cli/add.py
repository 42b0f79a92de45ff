"""`anypod add`: writes a feed into the config of the running service, or shows what it would hold."""

from __future__ import annotations

import click

from anypod.cli.admin import AS_LONG_AS_THE_SOURCE, Admin
from anypod.cli.assignments import NoAssignment, assigned
from anypod.cli.lines import preview_lines
from anypod.cli.on_service import examples, on_service
from anypod.cli.place import Place
from anypod.cli.trouble import Trouble
from anypod.web.api.previews import Preview
from anypod.web.api.records import FeedWithConfig


@click.command(
    epilog=examples(
        "anypod add talks https://www.youtube.com/@example --set keep_last=20",
        "anypod add talks https://www.youtube.com/@example --preview \\",
        "    --set media=video --set 'filters.not_title=(?i)trailer'",
        "anypod add later --set schedule=manual",
    )
)
@click.argument("name")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="A key of the feed; may be given often.")
@click.option("--preview", is_flag=True, help="Only show what the feed would hold; nothing is added.")
@on_service
def add(place: Place, *, name: str, urls: tuple[str, ...], settings: tuple[str, ...], preview: bool) -> None:
    """Add a feed of the source at URL; several are merged into one. It starts at once.

    Keys are those of [feeds.NAME] in the config file, into which it is written.
    """
    admin = Admin(place)
    table = _table(name, urls, settings)
    if preview:
        seen = admin.post("/api/feeds/preview", Preview, table, patience=AS_LONG_AS_THE_SOURCE)
        click.echo("\n".join(preview_lines(seen)))
        if seen.failure is not None:
            raise Trouble(f"{seen.failure.kind}: {seen.failure.message}")
        return
    added = admin.post("/api/feeds", FeedWithConfig, table)
    click.echo(f"{added.name}: added; `anypod watch --feed {added.name}` shows how it goes")


def _table(name: str, urls: tuple[str, ...], settings: tuple[str, ...]) -> dict[str, object]:
    try:
        table = assigned(settings)
    except NoAssignment as error:
        raise click.UsageError(f"--set: {error}") from None
    if urls:
        table |= {"url": urls[0]} if len(urls) == 1 else {"urls": list(urls)}
    return table | {"name": name}
