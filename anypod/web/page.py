"""The frame of the pages that people see on the public port: HTML without script, its one style allowed by digest.

Every link in them is relative, so that they are right behind any prefix and any secret.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from markupsafe import Markup

_STYLE = """
:root{color-scheme:light dark;--ground:#fbfaf8;--text:#1d1b19;--soft:#5f5a54;--line:#dcd7cf;--link:#0a58a6}
@media (prefers-color-scheme:dark){:root{--ground:#161514;--text:#ece9e4;--soft:#aaa49b;--line:#3a3733;--link:#8cc0ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:52rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem}
h2{font-size:1.1rem;line-height:1.3;margin:0}
a{color:var(--link)}
a:focus-visible{outline:3px solid var(--link);outline-offset:2px}
p{margin:.15rem 0}
nav ul{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.25rem;list-style:none;margin:0;padding:0}
nav a{display:inline-block;padding:.5rem 0}
.rows,.grid{list-style:none;margin:0;padding:0}
.rows>li{display:flex;gap:1rem;align-items:center;padding:.75rem 0;border-top:1px solid var(--line)}
.rows>li>div{min-width:0}
.rows img{flex:none;width:4rem;height:4rem}
img{border-radius:.5rem;background:var(--line);object-fit:cover}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:1rem;margin:1rem 0}
.grid img{width:100%;height:auto;aspect-ratio:1;display:block;margin-bottom:.35rem}
.soft{color:var(--soft);font-size:.9rem}
.soft a{display:inline-block;padding:.2rem 0}
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; img-src 'self' data:; style-src 'sha256-{_DIGEST}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
    # Which feeds somebody follows is nobody's business that comes by.
    "X-Robots-Tag": "noindex",
}
CONTENT_TYPE = "text/html; charset=utf-8"

_PAGE = Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header><nav aria-label="Pages"><ul>{pages}</ul></nav></header>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
""")
_PAGES = (("feeds", "Feeds"), ("media", "Episodes"), ("thumbnails", "Pictures"))


def page(title: str, body: Markup, *, top: str, here: str) -> bytes:
    """Give a whole page.

    Args:
        title: plain text.
        body: what stands below the title.
        top: the way to the folder that all pages are in, such as "" or "../".
        here: which of the pages this is.
    """
    pages = joined(_entry(top, path, name, here) for path, name in _PAGES)
    return _PAGE.format(title=title, style=Markup(_STYLE), pages=pages, body=body).encode("utf-8", "replace")  # noqa: S704 - our own constant


def joined(parts: Iterable[Markup], between: str = "\n") -> Markup:
    """Put pieces together."""
    return Markup(between).join(parts)  # noqa: S704 - callers pass constants


def counted(number: int, one: str) -> str:
    """Give "1 episode" or "2 episodes"."""
    return f"{number} {one}" if number == 1 else f"{number:,} {one}s"


def picture(address: str, side: int) -> Markup:
    """Give a picture that says nothing which doesn't stand beside it."""
    shape = Markup('<img src="{address}" alt="" width="{side}" height="{side}" loading="lazy">')
    return shape.format(address=address, side=side)


def _entry(top: str, path: str, name: str, here: str) -> Markup:
    shape = '<li><a href="{}{}" aria-current="page">{}</a></li>' if path == here else '<li><a href="{}{}">{}</a></li>'
    return Markup(shape).format(top, path, name)  # noqa: S704 - one of two constants
