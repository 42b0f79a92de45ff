"""Linters and libraries: whether they read from a feed what it says."""

# ruff: noqa: D103 - the names of checks say what they ask

from __future__ import annotations

import json
import urllib.request

from scripts.validators.feed import TOOLS, Check, Fed, Missing, Program, Wrong
from tests.support.feedlint import lint


def own_linter(fed: Fed) -> str:
    if problems := lint(fed.document):
        raise Wrong("; ".join(problems))
    return "no problem"


def xmllint(fed: Fed) -> str:
    Program(folder=fed.folder, stdin=fed.document).run("xmllint", "--noout", "-")
    return "well-formed"


def files_as_promised(fed: Fed) -> str:
    for one in fed.promises:
        request = urllib.request.Request(one.url, method="HEAD")  # noqa: S310 - of the service that is looked at
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            found = (int(answer.headers["Content-Length"]), answer.headers["Content-Type"])
        if found != (one.length, one.type):
            raise Wrong(f"{one.url} is {found}, but the feed says {(one.length, one.type)}")
    return f"{len(fed.promises)} files of the length and type that the feed says"


def files_as_long(fed: Fed) -> str:
    ask = ("ffprobe", "-v", "error", "-of", "csv=p=0", "-show_entries", "format=duration")
    for one in fed.newest:
        found = Program(folder=fed.folder).run(*ask, one.url)
        if abs(float(found) - one.seconds) > 1:
            raise Wrong(f"{one.url} plays {found} s, but the feed says {one.seconds}")
    return f"{len(fed.newest)} newest files play as long as the feed says"


PYTHON = {
    "feedparser": """
import feedparser
p = feedparser.parse(url)
assert not p.bozo, p.bozo_exception
assert feedparser.parse(url, etag=p.etag).status == 304
assert feedparser.parse(url, modified=p.modified).status == 304
found = [(e.id, e.enclosures[0].href, e.enclosures[0].length) for e in p.entries]
""",
    "podcastparser": """
import io, podcastparser
p = podcastparser.parse(url, io.BytesIO(document))
found = [(e['guid'], e['enclosures'][0]['url'], e['enclosures'][0]['file_size']) for e in p['episodes']]
""",
    "fastfeedparser": """
import fastfeedparser
p = fastfeedparser.parse(document)
found = [(e.id, e.enclosures[0]['url'], e.enclosures[0]['length']) for e in p.entries]
""",
    "feedparser_rs": """
import feedparser_rs
from urllib.parse import urlsplit
here = urlsplit(url).netloc  # it leaves out addresses of this machine
p = feedparser_rs.parse(document.replace(here.encode(), b'pods.example'))
assert not p.bozo, p.bozo_exception
files = [(e.id, e.enclosures[0]) for e in p.entries]
found = [(guid, file.href.replace('pods.example', here), file.length) for guid, file in files]
""",
}
"""Module → a program that finds guid, address and length of each item."""

NODE = {
    "podcast-partytime": """
const p = require('podcast-partytime').parseFeed(xml);
found = p.items.map(i => [i.guid, i.enclosure.url, i.enclosure.length]);
""",
    "feedsmith": """
const p = require('feedsmith').parseFeed(xml).feed;
found = (p.items || []).map(i => [i.guid.value, i.enclosures[0].url, i.enclosures[0].length]);
""",
    "rss-parser": """
const p = await new (require('rss-parser'))().parseString(xml);
found = p.items.map(i => [i.guid, i.enclosure.url, i.enclosure.length]);
""",
    "podparse": """
const p = require('podparse')(xml);
found = p.episodes.map(i => [i.guid, i.enclosure.url, i.enclosure.length]);
""",
    "feedparser": """
const f = new (require('feedparser'))();
found = [];
f.end(xml);
for await (const i of f) found.push([i.guid, i.enclosures[0].url, i.enclosures[0].length]);
""",
}


def python_reader(module: str) -> Check:
    """Give the check of a library of PyPI's."""

    def check(fed: Fed) -> str:
        python = TOOLS / "bin" / "python"
        if not python.exists():
            raise Missing("run with --install")
        given = "import json, sys\nurl, document = sys.argv[1], sys.stdin.buffer.read()"
        script = f"{given}\n{PYTHON[module]}\nprint(json.dumps(found))"
        return compared(Program(folder=fed.folder, stdin=fed.document).run(python, "-c", script, fed.url), fed)

    return check


def node_reader(module: str) -> Check:
    """Give the check of a library of npm's."""

    def check(fed: Fed) -> str:
        modules = TOOLS / "node_modules"
        if not (modules / module).exists():
            raise Missing("run with --install")
        given = "let found; const xml = require('fs').readFileSync(0, 'utf8');"
        body = f"{given}\n{NODE[module]}\nconsole.log(JSON.stringify(found));"
        program = Program(folder=fed.folder, stdin=fed.document, environ={"NODE_PATH": str(modules)})
        return compared(program.run("node", "-e", f"(async () => {{ {body} }})()"), fed)

    return check


def compared(output: str, fed: Fed) -> str:
    """Hold what a reader found against what the feed says of each item."""
    found = [(guid, url, int(length)) for guid, url, length in json.loads(output.splitlines()[-1])]
    said = [(one.guid, one.url, one.length) for one in fed.promises]
    if b"<itunes:type>serial<" in fed.document:
        # Some go by the episodes' numbers then.
        found, said = sorted(found), sorted(said)
    if found != said:
        differing = [pair for pair in zip(found, said, strict=False) if pair[0] != pair[1]]
        raise Wrong(f"{len(found)} items for {len(said)}, other ones: {differing[:2]}")
    return f"{len(found)} items, each with its guid, address and length"
