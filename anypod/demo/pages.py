"""The pages of the loopback site for people, so that a feed's links lead somewhere. Pure."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from anypod.demo.catalogue import Catalogue, Channel, Item
from anypod.demo.documents import SITE, watch_url


def channel_page(channel: Channel, catalogue: Catalogue, base: str) -> str:
    """Give a channel with links to all that its tabs hold."""
    shelves = [catalogue.shelves[f"{channel.handle}/{tab}"] for tab in channel.tabs]
    items = [catalogue.items[name] for shelf in shelves for name in shelf.items if name in catalogue.items]
    links = "".join(f"<li><a href={_quoted(watch_url(base, item))}>{escape(item.title)}</a>" for item in items)
    return _html(channel.title, f"<p>{escape(channel.description)}<ul>{links}</ul>")


def watch_page(item: Item, base: str) -> str:
    """Give an item with its picture, its players or the reason why there are none, and its description."""
    address = f"{base}{SITE}/media/{quote(item.id)}"
    sounds = (one for one in item.renditions if one.file and one.vcodec == "none")
    players = "".join(
        f"<p><audio controls src={_quoted(f'{address}/{one.format_id}.{one.ext}')}></audio>" for one in sounds
    )
    picture = f"<img width=640 alt='' src={_quoted(f'{base}{SITE}/thumbnail/{quote(item.id)}.jpg')}>"
    shown = f"<p>{escape(item.refusal)}" if item.refusal else players
    return _html(item.title, f"{picture}{shown}<p style='white-space: pre-line'>{escape(item.description)}")


def _html(title: str, body: str) -> str:
    head = f"<!doctype html><meta charset=utf-8><title>{escape(title)}</title>"
    return f"{head}<body style='font: 1rem/1.5 sans-serif; margin: 2rem'><h1>{escape(title)}</h1>{body}"


def _quoted(url: str) -> str:
    return f'"{escape(url)}"'
